import {
  Document,
  HeadingLevel,
  ImageRun,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import type { Block } from '#domain/decision/minutes.ts'

/** Width of a picture on the page, in pixels of the format. */
const WIDTH = 560

/** Latin and Chinese characters each by a font that offices have. */
const FONT = { ascii: 'Calibri', hAnsi: 'Calibri', eastAsia: 'Microsoft YaHei', cs: 'Calibri' }

/** The minutes as a Word file; `pictureOf` answers a decision's picture as PNG. */
export async function wordOf(
  blocks: readonly Block[],
  pictureOf: (decision: string) => Promise<Buffer>,
): Promise<Buffer> {
  const children: (Paragraph | Table)[] = []
  for (const block of blocks) {
    if (block.kind === 'table') children.push(tableOf(block.rows), new Paragraph(''))
    else if (block.kind === 'picture') {
      const data = await pictureOf(block.decision)
      children.push(new Paragraph({ children: [new ImageRun({ type: 'png', data, transformation: sizeOf(data) })] }))
      children.push(new Paragraph({ children: [new TextRun({ text: block.text, italics: true })] }))
    } else if (block.kind === 'item') children.push(new Paragraph({ text: block.text, bullet: { level: 0 } }))
    else {
      const heading = { title: HeadingLevel.TITLE, heading: HeadingLevel.HEADING_2, text: undefined }[block.kind]
      children.push(new Paragraph({ text: block.text, ...(heading && { heading }) }))
    }
  }
  return Packer.toBuffer(
    new Document({ styles: { default: { document: { run: { font: FONT } } } }, sections: [{ children }] }),
  )
}

function tableOf(rows: readonly (readonly string[])[]): Table {
  const cell = (text: string, bold: boolean) =>
    new TableCell({ children: [new Paragraph({ children: [new TextRun({ text, bold })] })] })
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: rows.map(
      (row, i) => new TableRow({ tableHeader: i === 0, children: row.map((text) => cell(text, i === 0)) }),
    ),
  })
}

/** A PNG says its size in its first chunk. */
function sizeOf(png: Buffer): { width: number; height: number } {
  const [width, height] = png.length >= 24 ? [png.readUInt32BE(16), png.readUInt32BE(20)] : [0, 0]
  if (width === 0 || height === 0) return { width: WIDTH, height: WIDTH }
  const scale = Math.min(1, WIDTH / width)
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}
