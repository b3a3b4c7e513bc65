import compression from 'compression'
import express, { type Express, type RequestHandler, type Router } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'
import type { Sessions } from '../access/session.ts'
import { answerFailures, answerNothing } from './failure.ts'
import { requireUser, signInRouter } from './sign-in.ts'

interface Rooms {
  log: Logger
  sessions: Sessions
  /** Without sign-in: health and the ingest door (which has keys of its own), and what tells whether one is signed in. */
  open: readonly Router[]
  /** Behind sign-in, with `response.locals.scope` set. */
  signedIn: readonly (Router | RequestHandler)[]
  screens: Router
}

/** The HTTP application: ingest and health first, then sign-in, then questions, then the screens. */
export function createApp({ log, sessions, open, signedIn, screens }: Rooms): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', 'loopback')
  app.use(
    helmet({
      contentSecurityPolicy: {
        // The wall is often served over plain HTTP inside a network; upgrading would break it.
        directives: {
          'script-src': ["'self'"],
          'connect-src': ["'self'", 'ws:', 'wss:'],
          'upgrade-insecure-requests': null,
        },
      },
      strictTransportSecurity: false,
      crossOriginOpenerPolicy: false,
      originAgentCluster: false,
    }),
  )
  app.use(
    pinoHttp({
      logger: log,
      useLevel: 'debug',
      // Query strings may carry a sign-in token, and headers a key: neither is ever logged.
      serializers: {
        req: ({ method, url }: { method: string; url: string }) => ({ method, path: url.split('?')[0] }),
        res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      },
    }),
  )
  app.use(...open)
  app.use(compression())
  app.use(signInRouter(sessions))
  app.use('/api', express.json({ limit: '1mb' }), requireUser(sessions), ...signedIn, answerNothing)
  app.use(screens)
  app.use(answerNothing)
  app.use(answerFailures(log))
  return app
}
