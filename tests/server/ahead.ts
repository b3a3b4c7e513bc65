/** Loaded into a process before all else: its clock runs so many milliseconds ahead of the machine's. */
const ahead = Number(process.env['TEST_AHEAD_MS'])
const machine = Date.now
Date.now = () => machine() + ahead
globalThis.Date = new Proxy(Date, {
  construct: (date, given, as) => Reflect.construct(date, given.length > 0 ? given : [Date.now()], as) as Date,
})
