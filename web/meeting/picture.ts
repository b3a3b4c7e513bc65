import type { MeetingFile } from '#domain/decision/minutes.ts'

const WIDTH = 1080
const FONT = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'

/** 战报 as a picture for a group chat: its lines, and the gap with what is claimed of it. PNG as a data address. */
export function drawReport(lines: readonly string[], { claim }: Pick<MeetingFile, 'claim'>): string | null {
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d')
  if (!pen) return null
  const [size, room, left] = [34, 54, 56]
  pen.font = `400 ${size}px ${FONT}`
  // Lines break anywhere: Chinese has no spaces to break at.
  const wrapped = lines.flatMap((line, nth) => {
    const parts: { text: string; first: boolean }[] = []
    let text = ''
    for (const character of line) {
      if (pen.measureText(text + character).width > WIDTH - 2 * left) {
        parts.push({ text, first: nth === 0 })
        text = ''
      }
      text += character
    }
    return [...parts, { text, first: nth === 0 }]
  })
  canvas.width = WIDTH
  canvas.height = 150 + wrapped.length * room + 90
  pen.fillStyle = '#0b1220'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  wrapped.forEach(({ text, first }, i) => {
    pen.font = `${first ? 600 : 400} ${first ? 42 : size}px ${FONT}`
    pen.fillStyle = '#e8eef7'
    pen.fillText(text, left, 90 + i * room)
  })
  const top = canvas.height - 90
  const width = WIDTH - 2 * left
  const share = (units: number): number => (claim.gap > 0 ? (units / claim.gap) * width : 0)
  pen.strokeStyle = '#e8eef7'
  pen.lineWidth = 2
  pen.strokeRect(left, top, width, 30)
  pen.fillStyle = '#5c6e8c'
  pen.fillRect(left, top, share(claim.claimed), 30)
  pen.fillStyle = '#33435f'
  pen.fillRect(left + width - share(claim.unverified), top, share(claim.unverified), 30)
  return canvas.toDataURL('image/png')
}
