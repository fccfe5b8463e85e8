import type { CodeLine } from '../../document.ts'
import type { FenceItem } from '../../fence-reading.ts'
import { isSqlStatement } from '../../shell/sql-effect.ts'
import { splitSql } from '../../shell/sql-statements.ts'
import { blankItem, commandItem, commentItem, foreignItem } from './fence-items.ts'

const COMMENT = /^\s*(?:--+|#+(?=\s))/
const META = /^\s*\\[a-zA-Z!+?]/
const VERB =
  /^(?:SELECT|UPDATE|DELETE|INSERT|WITH|CREATE|ALTER|DROP|SHOW|BEGIN|COMMIT|EXPLAIN|VACUUM|GRANT|REVOKE|SET|TRUNCATE|REINDEX|ANALYZE|COPY)\b/i
const BEHIND = /^\s*--+/

interface Place {
  first: number
  last: number
  endColumn: number
}

/** Reads an SQL fence: one command a statement, `\d` and its like included, comments apart. */
export function readSql(lines: readonly CodeLine[]): FenceItem[] {
  const items: FenceItem[] = []
  let at = 0
  for (const place of [...statementPlaces(lines), undefined]) {
    const until = place?.first ?? lines.length
    for (; at < until; at++) items.push(betweenItem(lines, at))
    if (!place) break
    const text = lines
      .slice(place.first, place.last + 1)
      .map((line) => line.text)
      .join('\n')
    const stretch = { first: place.first, last: place.last }
    items.push(
      isSqlStatement(text)
        ? commandItem(lines, stretch, { language: 'sql', endColumn: place.endColumn, sign: BEHIND })
        : foreignItem(lines, stretch, 'sql'),
    )
    at = place.last + 1
  }
  return items
}

function betweenItem(lines: readonly CodeLine[], at: number): FenceItem {
  const line = lines[at] as CodeLine
  if (line.text.trim() === '') return blankItem(line)
  if (META.test(line.text)) return commandItem(lines, { first: at, last: at }, { language: 'sql' })
  return commentItem(line, COMMENT) ?? foreignItem(lines, { first: at, last: at }, 'sql')
}

/** Where statements stand, by lines; statements that share a line count as one. */
function statementPlaces(lines: readonly CodeLine[]): Place[] {
  // Commands of the client and `#` comments are no SQL: as comments of SQL they keep their length.
  const texts = lines.map(({ text }) =>
    META.test(text) || /^\s*#\s/.test(text) ? text.replace(/\S\S?/, '--').slice(0, text.length) : text,
  )
  const starts: number[] = []
  let offset = 0
  for (const text of texts) {
    starts.push(offset)
    offset += text.length + 1
  }
  const places: Place[] = []
  let line = 0
  const lineAt = (target: number) => {
    while (line + 1 < starts.length && (starts[line + 1] as number) <= target) line++
    return line
  }
  for (const { start, bare } of splitSql(texts.join('\n'))) {
    const first = lineAt(start + bare.length - bare.trimStart().length)
    const end = start + bare.trimEnd().length
    const last = lineAt(end - 1)
    const place = { first, last, endColumn: end - (starts[last] as number) }
    const before = places.at(-1)
    if (before && before.last >= first) places[places.length - 1] = { ...place, first: before.first }
    else places.push(place)
  }
  return places.flatMap((place) => cutAtParagraphs(place, texts))
}

/** Statements without semicolons in paragraphs of their own: each paragraph that begins with a verb is one. */
function cutAtParagraphs(place: Place, texts: readonly string[]): Place[] {
  if (/^\s*WITH\b/i.test(texts[place.first] ?? '')) return [place]
  const pieces: Place[] = []
  let first = place.first
  for (let index = first + 1; index < place.last; index++) {
    if ((texts[index] ?? '').trim() !== '' || !VERB.test(texts[index + 1] ?? '')) continue
    let last = index
    while (last > first && (texts[last] ?? '').trim() === '') last--
    pieces.push({ first, last, endColumn: (texts[last] ?? '').length })
    first = index + 1
  }
  return [...pieces, { ...place, first }]
}
