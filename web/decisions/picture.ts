import type { Diagnosis } from '#domain/diagnosis/answer.ts'

const [WIDTH, HEIGHT] = [960, 540]
const INK = { ground: '#131c2c', text: '#e8eef7', second: '#9fb0c8', bar: '#5c6e8c', lost: '#ff6b61', line: '#22304a' }
const FONT = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'

export interface PictureWords {
  /** `苏南 × 线上`. */
  title: string
  /** `总体进店率 5.9 → 3.7%`. */
  fact: string
  /** Ranges, clock and sequence. */
  notes: string
  due: string
  actual: string
  /** By step, in the order of the diagnosis. */
  steps: string[]
}

/**
 * The evidence as one saw it, drawn anew: the fact in words and the bridge of the gap. PNG as a data address, a few ten
 * kilobytes; `null` where the browser draws nothing. While the gap is still being diagnosed the fact stands alone.
 */
export function drawEvidence(diagnosis: Diagnosis | null, stage: string, words: PictureWords): string | null {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const pen = canvas.getContext('2d')
  if (!pen) return null
  const text = (value: string, x: number, y: number, size: number, ink: string, align: CanvasTextAlign = 'left') => {
    pen.font = `${size > 24 ? 600 : 400} ${size}px ${FONT}`
    pen.fillStyle = ink
    pen.textAlign = align
    pen.fillText(value, x, y, align === 'left' ? WIDTH - x - 32 : 130)
  }
  pen.fillStyle = INK.ground
  pen.fillRect(0, 0, WIDTH, HEIGHT)
  text(words.title, 32, 54, 32, INK.text)
  text(words.fact, 32, 96, 24, INK.text)
  text(words.notes, 32, HEIGHT - 22, 17, INK.second)
  if (!diagnosis) return canvas.toDataURL('image/png')

  const { due, actual, steps } = diagnosis
  const levels = steps.reduce<number[]>((all, { units }) => [...all, all.at(-1)! + units], [due])
  const [low, high] = [Math.min(...levels, actual), Math.max(...levels, actual)]
  // The axis is broken under the smallest level; the bars' own figures are printed.
  const floor = Math.max(0, low - (high - low || 1) * 0.6)
  const [top, bottom] = [150, HEIGHT - 92]
  const y = (value: number): number => bottom - ((value - floor) / (high - floor || 1)) * (bottom - top)
  const columns = steps.length + 2
  const slot = (WIDTH - 64) / columns
  const bar = (i: number, from: number, to: number, ink: string, figure: string, name: string) => {
    const [x, head] = [32 + i * slot + slot * 0.18, Math.min(y(from), y(to))]
    pen.fillStyle = ink
    pen.fillRect(x, head, slot * 0.64, Math.max(2, Math.abs(y(from) - y(to))))
    text(figure, x + slot * 0.32, head - 8, 20, INK.text, 'center')
    text(name, x + slot * 0.32, bottom + 28, 18, INK.second, 'center')
  }
  pen.fillStyle = INK.line
  pen.fillRect(32, bottom, WIDTH - 64, 2)
  bar(0, floor, due, INK.bar, String(Math.round(due)), words.due)
  steps.forEach((step, i) => {
    const figure = `${step.units < 0 ? '−' : '+'}${Math.abs(Math.round(step.units))}`
    bar(i + 1, levels[i]!, levels[i + 1]!, step.stage === stage ? INK.lost : INK.bar, figure, words.steps[i]!)
  })
  bar(columns - 1, floor, actual, INK.bar, String(Math.round(actual)), words.actual)
  return canvas.toDataURL('image/png')
}
