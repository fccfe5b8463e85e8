import { readCadence, readDuration } from '../../../kit/duration.ts'
import type { Block, Document, Inline, Label, Section, Table } from '../document.ts'
import type { Policy } from '../page.ts'
import { type ColumnWords, cellText, findColumns } from './columns.ts'
import { outlineOf, tidySpaces } from './outline.ts'

/** A sentence to look at, with the label that introduces it, if any. */
interface Sentence {
  text: string
  label: string
  line: number
}
type Found = Pick<Policy, 'kind' | 'value' | 'seconds'>
type Reader = (sentence: Sentence) => Found | undefined

/**
 * Promises and demands with a number or a rhythm in them: how often, within what time, how long kept, how many, how
 * far ahead. Read from prose, list items and schedules in tables; code and headings are passed over.
 */
export function readPolicies(document: Document): readonly Policy[] {
  const outline = outlineOf(document)
  const found: Policy[] = []
  for (const section of outline.sections) {
    if (TEMPLATE_TITLE.test(section.title)) continue
    for (const sentence of sentencesOf(section.blocks)) {
      const kept = readRetention(sentence)
      // "Hourly: keep 24 hours" says how long, not how often.
      for (const policy of kept ? [kept] : READERS.map((read) => read(sentence))) {
        if (policy) found.push({ ...policy, text: sentence.text, line: sentence.line, section: section.title })
      }
    }
  }
  for (const { table, section } of outline.tables) found.push(...fromTable(table, section))
  return found.sort((a, b) => a.line - b.line)
}

const TEMPLATE_TITLE = /\b(?:template|table of contents)\b/i
const LONGEST = 400
/** Most sentences hold none of these and are not looked at any further. */
const PROMISING =
  /within|at least|minimum|hourly|daily|nightly|weekly|monthly|quarterly|annual|yearly|every |each |once |advance|notice|before|prior|keep|retain|retention|delete|remove|purge|expire|archive|monitor|observe|stable|recurrence|must/i

function sentencesOf(blocks: readonly Block[]): readonly Sentence[] {
  const sentences: Sentence[] = []
  const walk = (some: readonly Block[]) => {
    for (const block of some) {
      if (block.kind === 'paragraph') addSentences(block.inline, block.labels, sentences)
      else if (block.kind === 'quote') walk(block.blocks)
      else if (block.kind === 'list') for (const item of block.items) walk(item.blocks)
    }
  }
  walk(blocks)
  return sentences
}

/** The lines of a paragraph that start with a label, else its sentences. */
function addSentences(inline: Inline, labels: readonly Label[], sentences: Sentence[]): void {
  if (!PROMISING.test(inline.text)) return
  if (labels.length > 0) {
    for (const { name, qualifier, value, line } of labels) {
      const head = tidySpaces(qualifier ? `${name} (${qualifier})` : name)
      const rest = tidySpaces(value.replaceAll('\n', ' '))
      sentences.push({ text: rest ? `${head}: ${rest}` : head, label: head, line })
    }
    return
  }
  let line = inline.line
  for (const text of tidySpaces(inline.text).split('\n')) {
    for (const sentence of text.split(/(?<=[.;!?])\s+/)) {
      if (sentence.length <= LONGEST && PROMISING.test(sentence))
        sentences.push({ text: plain(sentence), label: '', line })
    }
    line++
  }
}

const plain = (text: string) => text.replace(/^\[[ xX]\]\s+/, '').trim()

const ROUTINE =
  /\b(?:review|updat|test|rotat|verif|check|run|perform|conduct|back(?:ed)?[ -]?up|drill|exercis|audit|scan|monitor|report|archiv|train|publish|notif|communicat|sync|meet|rehears|walk|patch|renew|clean)\w*/i
const RHYTHM_LABEL = /frequency|schedule|cadence|cycle|rotation|interval|updates?|^when|timing|review/i

const readRhythm: Reader = ({ text, label }) => {
  const rhythm = readCadence(text)
  if (!rhythm) return undefined
  const at = text.indexOf(rhythm.text)
  // "the last daily backup" is a thing, not a promise.
  if (/\blast\s+$/i.test(text.slice(0, at))) return undefined
  const named = label !== '' && (at < label.length || RHYTHM_LABEL.test(label))
  const aside = /\([^()]*$/.test(text.slice(0, at))
  if (!named && !aside && at > 0 && !ROUTINE.test(text)) return undefined
  return { kind: 'cadence', seconds: Math.round(rhythm.days * 86_400) }
}

const KEEP =
  /\b(?:keep|kept|retain(?:ed|s)?|retention|delet(?:e|ed|es)|remov(?:e|ed|es)|purg(?:e|ed|es)|expir(?:e|ed|es)|archiv(?:e|ed|es)|prun(?:e|ed|es))\b/i
const COUNT = /\((\d{1,6}) [\p{L}]+\)/u
const HOUR = 3600

const readRetention: Reader = ({ text }) => {
  if (!KEEP.test(text) || /\bwithin\b/i.test(text)) return undefined
  const seconds = readDuration(text)?.maxSeconds
  if (seconds === undefined || seconds < HOUR) return undefined
  const count = COUNT.exec(text)
  return { kind: 'retention', seconds, ...(count ? { value: Number(count[1]) } : {}) }
}

const QUIET = /\bno (?:recurrence|new (?:errors|alerts)|further|repeat)\w*/i
const WATCH =
  /\b(?:monitor|observe|watch|soak|bake|stable|sustained|without (?:issues|errors))\b[^.]{0,60}?\bfor\s+(?=[\d~<>]|one|two|three|an? )/i

const readObservation: Reader = ({ text }) => {
  const watch = WATCH.exec(text)
  const quiet = QUIET.test(text) ? /\b(?:within|for|in)\s+/i.exec(text) : undefined
  const match = watch ?? quiet
  const seconds = match ? readDuration(text.slice(match.index + match[0].length))?.maxSeconds : undefined
  return seconds === undefined ? undefined : { kind: 'observation', seconds }
}

const DEADLINE = /\b(?:within|no later than|in less than|not later than)\s+/i

const readDeadline: Reader = ({ text }) => {
  const match = QUIET.test(text) ? null : DEADLINE.exec(text)
  if (!match) return undefined
  const behind = text.slice(match.index + match[0].length)
  const duration = readDuration(behind)
  // "within 2% of the baseline for 5 minutes" is no deadline: the time must follow at once.
  if (!duration || duration.maxSeconds < 1 || behind.indexOf(duration.text) > 12) return undefined
  return { kind: 'deadline', seconds: duration.maxSeconds }
}

const AT_LEAST =
  /\b(?:at least|(?:a )?minimum (?:of )?|no fewer than|no less than)\s*(\d{1,6}|one|two|three|four|five|six|ten)\b(?!\s*(?:%|percent|[smhd]\b|sec|min|hour|day|week|month|year))/i
const NUMBERS: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, ten: 10 }
const DEMAND = /\b(?:must|should|shall|required?|requires|needs?|ensure)\b/i
const EACH_MUST = /^(?:each|every|all)\s[^.]{2,80}?\bmust\s+(?:have|include|contain|be|receive)\b/i

const readMinimum: Reader = ({ text }) => {
  const count = AT_LEAST.exec(text)?.[1]?.toLowerCase()
  const value = count === undefined ? undefined : (NUMBERS[count] ?? Number(count))
  // "when at least one of the instances" describes; a demand says so, or asks for several.
  if (value !== undefined && (value > 1 || DEMAND.test(text))) return { kind: 'minimum', value }
  return EACH_MUST.test(text) ? { kind: 'minimum' } : undefined
}

const NOTICE = /\b(?:advance|notice|ahead|before|beforehand|prior)\b/i
const AHEAD = /^\s*(?:in advance|advance|(?:'s )?notice|ahead)\b/i
const BEFORE = /^\s*(?:before|prior to|beforehand)\b/i

const readNotice: Reader = ({ text }) => {
  const duration = NOTICE.test(text) ? readDuration(text) : undefined
  if (!duration) return undefined
  const behind = text.slice(text.indexOf(duration.text) + duration.text.length)
  // "Wait 5 minutes before a retry" gives nobody notice.
  const notice = AHEAD.test(behind) || (BEFORE.test(behind) && duration.maxSeconds >= HOUR)
  return notice ? { kind: 'notice', seconds: duration.maxSeconds } : undefined
}

const READERS: readonly Reader[] = [readRhythm, readObservation, readDeadline, readMinimum, readNotice]

const COLUMNS: ColumnWords<'what' | 'frequency' | 'day' | 'time' | 'duration' | 'notice'> = {
  frequency: ['frequency', 'update frequency', 'cadence', 'schedule', 'how often', 'backup frequency'],
  day: ['day', 'days', 'weekday'],
  time: ['time', 'window', 'hours'],
  duration: ['duration', 'length'],
  notice: ['notification', 'notice', 'advance notice'],
  what: [
    'environment',
    'runbook',
    'task',
    'document type',
    'activity',
    'component',
    'maintenance',
    'what',
    'name',
    'system',
  ],
}

/** Schedules in tables: a frequency a row, or a maintenance window with its notice. */
function fromTable(table: Table, section: Section): readonly Policy[] {
  const columns = findColumns(table, COLUMNS)
  const windows = columns.day !== undefined && columns.time !== undefined
  if (columns.frequency === undefined && !windows) return []
  return table.rows.flatMap((row) => {
    const what = cellText(row, columns.what ?? 0)
    const place = { line: row.line, section: section.title }
    const found: Policy[] = []
    const frequency = cellText(row, columns.frequency)
    const rhythm = readCadence(frequency)
    if (rhythm)
      found.push({
        kind: 'cadence',
        text: `${what}: ${frequency}`,
        seconds: Math.round(rhythm.days * 86_400),
        ...place,
      })
    const time = cellText(row, columns.time)
    if (windows && /\d{1,2}:\d\d/.test(time)) {
      const seconds = readDuration(cellText(row, columns.duration))?.maxSeconds
      const text = `${what}: ${cellText(row, columns.day)} ${time}`
      found.push({ kind: 'window', text, ...(seconds === undefined ? {} : { seconds }), ...place })
    }
    const notice = cellText(row, columns.notice)
    const ahead = readDuration(notice)?.maxSeconds
    if (ahead !== undefined) found.push({ kind: 'notice', text: `${what}: ${notice}`, seconds: ahead, ...place })
    return found
  })
}
