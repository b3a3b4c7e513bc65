import { inject, onScopeDispose, type InjectionKey } from 'vue'
import type { Socket } from 'socket.io-client'
import type { ClientEvents, ServerEvents } from './protocol.ts'

/** The line to the server, for what is no view. */
export const LINE: InjectionKey<Socket<ServerEvents, ClientEvents>> = Symbol('line')

/** Hears a message of the server as long as the caller lives. */
export function useLine<Event extends keyof ServerEvents>(event: Event, hear: ServerEvents[Event]): void {
  const line = inject(LINE)
  if (!line) throw new Error('no line is provided')
  line.on(event, hear as never)
  onScopeDispose(() => line.off(event, hear as never))
}
