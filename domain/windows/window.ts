import { z } from 'zod'

/** One time that a window was or will be held: business days, half-open. */
export interface Occurrence {
  year: number
  from: string
  to: string
  /** Where it is held, when not everywhere: an auto show's city. */
  city?: string | undefined
}

/** A stretch that comes again and is compared with itself: a holiday, an auto show, a campaign. */
export interface NamedWindow {
  window: string
  zh: string
  en: string
  /** Oldest first, one a year. */
  occurrences: readonly Occurrence[]
}

const occurrence = z
  .strictObject({
    year: z.int().min(1982).max(2098),
    from: z.iso.date(),
    to: z.iso.date(),
    city: z.string().min(1).max(200).optional(),
  })
  .refine(({ from, to }) => from < to, { message: 'to is not after from', path: ['to'] })

const FORM = z.array(
  z.strictObject({
    window: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
    zh: z.string().min(1).max(80),
    en: z.string().min(1).max(80),
    occurrences: z.array(occurrence).min(1).max(200),
  }),
)

/** Reads declared windows (the file of WARROOM_WINDOWS). Throws an Error that says what does not fit, and where. */
export function readWindows(raw: unknown): NamedWindow[] {
  const read = FORM.safeParse(raw)
  if (!read.success) {
    const { path, message } = read.error.issues[0]!
    throw new Error(`windows: ${path.join('.') || 'the whole'}: ${message}`)
  }
  return read.data.map((declared) => {
    const occurrences = [...declared.occurrences].sort((a, b) => a.year - b.year)
    occurrences.forEach(({ year, from }, i) => {
      const before = occurrences[i - 1]
      if (before && before.year === year) throw new Error(`windows: ${declared.window} is held twice in ${year}`)
      if (before && from < before.to)
        throw new Error(`windows: ${declared.window} of ${year} begins before the last ended`)
    })
    return { ...declared, occurrences }
  })
}

/** Windows by name; those of the second list replace those of the first year by year. */
export function joinWindows(first: readonly NamedWindow[], second: readonly NamedWindow[]): Map<string, NamedWindow> {
  const all = new Map(first.map((known) => [known.window, known]))
  for (const own of second) {
    const kept = (all.get(own.window)?.occurrences ?? []).filter(
      ({ year }) => !own.occurrences.some((occurrence) => occurrence.year === year),
    )
    const occurrences = [...kept, ...own.occurrences].sort((a, b) => a.year - b.year)
    all.set(own.window, { ...own, occurrences })
  }
  return all
}
