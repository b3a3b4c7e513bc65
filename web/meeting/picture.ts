import type { Claim } from '#domain/decision/claims.ts'

const [WIDTH, LEFT] = [1080, 56]
const ROOM = WIDTH - 2 * LEFT
const FONT = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'
const INK = { ground: '#0b1220', text: '#e8eef7', second: '#9fb0c8', claimed: '#5c6e8c', unverified: '#33435f', line: '#22304a' } // prettier-ignore
const [TITLE, SIZE, SMALL] = [44, 34, 28]
/** A line is broken after one of these, where one is near; Chinese has no spaces to break at. */
const BREAKS = /[，；：、,;: ]/

/** A line in pieces of at most the picture's width. */
function wrapped(pen: CanvasRenderingContext2D, line: string): string[] {
  const pieces: string[] = []
  let text = ''
  for (const character of line) {
    if (pen.measureText(text + character).width > ROOM) {
      const signs = [...text]
      const at = signs.findLastIndex((sign) => BREAKS.test(sign)) + 1
      const cut = at > signs.length / 2 ? at : signs.length
      pieces.push(signs.slice(0, cut).join(''))
      text = signs.slice(cut).join('').trimStart()
    }
    text += character
  }
  return [...pieces, text]
}

/**
 * 战报 as a picture for a group chat: its lines, then the gap with what is claimed of it. `words` name claimed,
 * unclaimed and unverified; `note` is the moment of the figures. PNG as a data address.
 */
export function drawReport(
  [title = '', ...lines]: readonly string[],
  claim: Claim,
  words: readonly string[],
  note: string,
): string | null {
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d')
  if (!pen) return null
  const font = (size: number, weight = 400): string => (pen.font = `${weight} ${size}px ${FONT}`)
  font(SIZE)
  const told = lines.map((line) => wrapped(pen, line))
  const rows = told.flat().length
  canvas.width = WIDTH
  canvas.height = 130 + rows * 48 + told.length * 16 + 180
  pen.fillStyle = INK.ground
  pen.fillRect(0, 0, WIDTH, canvas.height)
  const write = (text: string, x: number, y: number, ink: string): void => {
    pen.fillStyle = ink
    pen.fillText(text, x, y)
  }
  font(TITLE, 600)
  write(title, LEFT, 84, INK.text)
  pen.fillStyle = INK.line
  pen.fillRect(LEFT, 110, ROOM, 2)
  let y = 130
  font(SIZE)
  for (const pieces of told) {
    for (const piece of pieces) write(piece, LEFT, (y += 48), INK.text)
    y += 16
  }

  y += 34
  const share = (units: number): number => (claim.gap > 0 ? (units / claim.gap) * ROOM : 0)
  pen.fillStyle = INK.claimed
  pen.fillRect(LEFT, y, share(claim.claimed), 30)
  pen.fillStyle = INK.unverified
  pen.fillRect(LEFT + ROOM - share(claim.unverified), y, share(claim.unverified), 30)
  pen.strokeStyle = INK.text
  pen.lineWidth = 2
  pen.strokeRect(LEFT, y, ROOM, 30)
  font(SMALL)
  const parts = [claim.claimed, claim.unclaimed, claim.unverified].map((units, i) => `${words[i]} ${Math.round(units)}`)
  write(parts.slice(0, claim.unverified > 0 ? 3 : 2).join('   '), LEFT, y + 74, INK.text)
  pen.textAlign = 'right'
  write(note, WIDTH - LEFT, y + 74, INK.second)
  return canvas.toDataURL('image/png')
}
