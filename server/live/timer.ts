/** Ends what a timer began. Repeatable. */
export type Stop = () => void

/** Time as something that is handed in, so that tests run days without waiting. */
export interface Timer {
  every(milliseconds: number, run: () => void): Stop
  after(milliseconds: number, run: () => void): Stop
}

/** The machine's own timer. Never keeps the process alive by itself. */
export const systemTimer: Timer = {
  every(milliseconds, run) {
    const handle = setInterval(run, milliseconds).unref()
    return () => clearInterval(handle)
  },
  after(milliseconds, run) {
    const handle = setTimeout(run, milliseconds).unref()
    return () => clearTimeout(handle)
  },
}
