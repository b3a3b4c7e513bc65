import { inject, onScopeDispose, type InjectionKey } from 'vue'
import type { Socket } from 'socket.io-client'
import type { ClientEvents, ServerEvents } from './protocol.ts'

/** The line to the server, for what is no view. */
export const LINE: InjectionKey<Socket<ServerEvents, ClientEvents>> = Symbol('line')

function lineOf(): Socket<ServerEvents, ClientEvents> {
  const line = inject(LINE)
  if (!line) throw new Error('no line is provided')
  return line
}

/** Hears a message of the server as long as the caller lives. */
export function useLine<Event extends keyof ServerEvents>(event: Event, hear: ServerEvents[Event]): void {
  const line = lineOf()
  line.on(event, hear as never)
  onScopeDispose(() => line.off(event, hear as never))
}

/** Hears that the line is back after a cut, in which messages may have been missed. */
export function useReturn(hear: () => void): void {
  const line = lineOf()
  line.io.on('reconnect', hear)
  onScopeDispose(() => line.io.off('reconnect', hear))
}
