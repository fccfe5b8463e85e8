/** Reads the output of runs by lines. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import { LineReader, type LogIndex, type LogLine, type Piece, type PieceFacts, plainText } from './log-lines.ts'

/** So much is read of the database at a time. */
const PIECES_A_TIME = 200

/** Brings an index up to what is there now; text stays in the database. */
export async function extendIndex(db: Database, run: string, index: LogIndex): Promise<void> {
  for (;;) {
    const { rows } = await sql<PieceFacts>`
      select seq, json_build_array(piece->'step', piece->'command', piece->'target', piece->'attempt', piece->'stream')::text as source,
        length(t) - length(replace(t, E'\n', '')) as breaks, right(t, 1) = E'\n' as ends
      from run_output, lateral (select piece->>'text' as t) words
      where run_id = ${run} and seq > ${index.last} order by seq limit ${PIECES_A_TIME * 5}`.execute(db)
    for (const row of rows) index.add(row)
    if (rows.length < PIECES_A_TIME * 5) return
  }
}

/** Pieces behind a number, a few at a time, for as long as somebody takes them. */
export async function* piecesAfter(
  db: Database,
  run: string,
  after: number,
  atOnce = PIECES_A_TIME,
): AsyncGenerator<Piece> {
  for (let last = after; ; ) {
    const { rows } = await sql<{ seq: number; piece: Piece }>`
      select seq, piece from run_output where run_id = ${run} and seq > ${last} order by seq limit ${atOnce}`.execute(
      db,
    )
    for (const { piece } of rows) yield piece
    if (rows.length < atOnce) return
    last = rows.at(-1)!.seq
  }
}

/** The lines of a range. */
export async function readLines(
  db: Database,
  run: string,
  { index, from, to }: { index: LogIndex; from: number; to: number },
): Promise<readonly LogLine[]> {
  const start = index.find(from)
  if (!start) return []
  const reader = new LineReader(start.first, { from, to })
  for await (const piece of piecesAfter(db, run, start.seq - 1, 20)) {
    reader.take(piece)
    if (reader.isFull) break
  }
  return reader.end()
}

export interface LogHits {
  readonly hits: readonly LogLine[]
  /** Where to search on; undefined at the end. */
  readonly next: number | undefined
}

const LINES_A_TIME = 2_000

/** Lines from `from` on that hold some words, whatever their letter case. Looks at so many lines a call at most. */
export async function searchLines(
  db: Database,
  run: string,
  { index, from, words, limit, most }: { index: LogIndex; from: number; words: string; limit: number; most: number },
): Promise<LogHits> {
  const wanted = words.toLowerCase()
  const hits: LogLine[] = []
  const start = index.find(from)
  if (!start) return { hits, next: undefined }
  const end = Math.min(index.total, from + most)
  const reader = new LineReader(start.first, { from, to: end })
  const look = (lines: readonly LogLine[]) => {
    for (const line of lines) if (plainText(line.text).toLowerCase().includes(wanted)) hits.push(line)
  }
  for await (const piece of piecesAfter(db, run, start.seq - 1)) {
    reader.take(piece)
    if (reader.lines.length >= LINES_A_TIME) look(reader.lines.splice(0))
    if (hits.length >= limit || reader.isFull) break
  }
  if (hits.length < limit) look(reader.end())
  if (hits.length >= limit) return { hits: hits.slice(0, limit), next: hits[limit - 1]!.number + 1 }
  return { hits, next: end < index.total ? end : undefined }
}
