/** A Chinese, Japanese or Korean character: written without spaces, so each may be a word's beginning. */
const CJK = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}'
const TOKEN = new RegExp(`[${CJK}]|[\\p{L}\\p{N}\\p{M}]+?(?=[${CJK}])|[\\p{L}\\p{N}\\p{M}]+|\\s+|.`, 'gsu')
const CLAUSE = /[^。；;！!？?，,、\n]*[。；;！!？?，,、\n]*/gu
const RUN = new RegExp(`[${CJK}]+|(?:(?![${CJK}])[\\p{L}\\p{N}])+`, 'gu')
const IS_CJK = new RegExp(`^[${CJK}]`, 'u')

/** A text cut into characters of Chinese, words of other scripts, spaces and signs; joined they are the text. */
export const tokensOf = (text: string): string[] => text.match(TOKEN) ?? []

/** A text cut after its commas and stops; joined they are the text. */
export const clausesOf = (text: string): string[] => (text.match(CLAUSE) ?? []).filter((clause) => clause !== '')

const normal = (text: string): string => text.normalize('NFKC').toLowerCase()

const LONGEST_WORD = 40
const LEAST_PREFIX = 2
const LONGEST_PREFIX = 12

/**
 * What a text can be found by: of Chinese every character and every pair of neighbours, of other scripts every word
 * and its beginnings. Sorted, each once.
 */
export function gramsOf(text: string): string[] {
  const grams = new Set<string>()
  for (const [run] of normal(text).matchAll(RUN)) {
    if (IS_CJK.test(run)) {
      const signs = [...run]
      signs.forEach((sign, i) => {
        grams.add(sign)
        if (i > 0) grams.add(signs[i - 1]! + sign)
      })
    } else {
      const word = run.slice(0, LONGEST_WORD)
      grams.add(word)
      for (let n = LEAST_PREFIX; n < Math.min(word.length, LONGEST_PREFIX + 1); n++) grams.add(word.slice(0, n))
    }
  }
  return [...grams].sort()
}

/** What of a search must all be found: pairs where Chinese runs on, the single character only where it stands alone. */
export function soughtOf(query: string): string[] {
  const sought = new Set<string>()
  for (const [run] of normal(query).matchAll(RUN)) {
    const signs = [...run]
    if (!IS_CJK.test(run)) sought.add(run.length > LONGEST_PREFIX ? run.slice(0, LONGEST_WORD) : run)
    else if (signs.length === 1) sought.add(run)
    else signs.slice(1).forEach((sign, i) => sought.add(signs[i]! + sign))
  }
  return [...sought].sort()
}

/** Whether a text holds the runs of a search as they were typed: what pairs alone cannot promise. */
export function holds(text: string, query: string): boolean {
  const whole = normal(text)
  return [...normal(query).matchAll(RUN)].every(([run]) => whole.includes(run))
}
