const GENERATED = '<!-- Written by `npm run docs` from the declarations in domain/; change those, not this file. -->'

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** A Markdown table. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---|').join('')}`,
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
  ].join('\n')

/** A generated page. */
export const page = (title: string, ...parts: readonly string[]): string =>
  `# ${title}\n\n${GENERATED}\n\n${parts.join('\n\n')}\n`
