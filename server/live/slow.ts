/** What is known of a connection's backlog: messages that the network has not taken yet. */
export interface Backlog {
  readonly writeBuffer: readonly { data?: unknown }[]
}

const FULL_MESSAGES = 256
const FULL_CHARACTERS = 2_000_000

/** Whether a connection is behind. One that was behind stays so until nothing waits any more. */
export function isSlow({ writeBuffer }: Backlog, wasSlow: boolean): boolean {
  if (wasSlow) return writeBuffer.length > 0
  if (writeBuffer.length >= FULL_MESSAGES) return true
  let characters = 0
  for (const { data } of writeBuffer) characters += typeof data === 'string' ? data.length : 0
  return characters >= FULL_CHARACTERS
}
