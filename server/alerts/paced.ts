/** Does work on the store and waits after it, so that alerts take a bounded share of the store's time. */
export type Paced = <T>(work: () => Promise<T>) => Promise<T>
