/** Is a chain what was written? Record by record, in the order they are kept, so that any length is verified in little memory. */
import type { Anchor } from './anchor.ts'
import { type AuditEntry, GENESIS, hashOf, type KeptRecord, readEntry } from './entry.ts'

export interface AuditProblem {
  /** The first entry that is not what was written, as far as can be told. */
  readonly seq: number
  /** Which record it was noticed at, counted from 1: the line of a file. */
  readonly position: number
  readonly kind: 'modified' | 'deleted' | 'inserted' | 'reordered' | 'truncated' | 'rewritten'
  readonly message: string
}

export interface AuditReport {
  /** Records looked at. */
  readonly records: number
  /** Number and hash of the last good one. */
  readonly end: { readonly seq: number; readonly hash: string }
  /** Up to here an anchor vouches for the chain; 0 without one. */
  readonly anchored: number
  readonly problem?: AuditProblem
}

export class AuditVerifier {
  readonly #anchors: ReadonlyMap<number, Anchor>
  readonly #farthest: Anchor | undefined
  #records = 0
  #seq = 0
  #hash = GENESIS
  #anchored = 0
  #problem: AuditProblem | undefined
  /** The number that was missing, until it turns up or the end is reached. */
  #missing: number | undefined

  constructor(anchors: readonly Anchor[] = []) {
    this.#anchors = new Map(anchors.map((anchor) => [anchor.seq, anchor]))
    this.#farthest = anchors.reduce<Anchor | undefined>((a, b) => (a && a.seq > b.seq ? a : b), undefined)
  }

  /** Takes the next record. Those behind a problem are only counted. */
  add(record: KeptRecord): void {
    this.#records += 1
    if (this.#problem && this.#missing === undefined) return
    const entry = readEntry(record.body)
    if (this.#missing !== undefined) {
      // The entry that was missing is there after all, in another place.
      if (entry?.seq === this.#missing && this.#problem) this.#found(this.#problem)
      return
    }
    if (!entry || hashOf(record.body) !== record.hash) {
      const seq = record.seq ?? this.#seq + 1
      this.#fail('modified', seq, `entry ${seq} does not have the content its hash was made of`)
    } else if (record.seq !== undefined && entry.seq !== record.seq) {
      this.#fail('reordered', record.seq, `entry ${entry.seq} stands in the place of entry ${record.seq}`)
    } else this.#follow(entry, record)
  }

  /** The verdict, when there are no more records. */
  finish(): AuditReport {
    const end = { seq: this.#seq, hash: this.#hash }
    const farthest = this.#farthest
    if (!this.#problem && farthest && farthest.seq > this.#seq) {
      const message = `the chain ends at entry ${this.#seq}, but entry ${farthest.seq} was seen on ${farthest.at}`
      this.#fail('truncated', this.#seq + 1, message)
    }
    const report = { records: this.#records, end, anchored: this.#anchored }
    return this.#problem ? { ...report, problem: this.#problem } : report
  }

  #follow(entry: AuditEntry, { hash }: KeptRecord): void {
    const next = this.#seq + 1
    if (entry.seq < next) {
      this.#fail('inserted', entry.seq, `entry ${entry.seq} is there more than once, or was put in later`)
    } else if (entry.seq > next) {
      this.#missing = next
      const which = entry.seq === next + 1 ? `entry ${next} is` : `entries ${next} to ${entry.seq - 1} are`
      this.#fail('deleted', next, `${which} missing`)
    } else if (entry.prev !== this.#hash) {
      const one = Math.max(1, this.#seq)
      const message =
        next === 1
          ? 'the first entry does not begin a chain'
          : `entry ${next} was not written behind this entry ${one}: one of the two was changed`
      this.#fail('modified', one, message)
    } else this.#accept(entry.seq, hash)
  }

  #accept(seq: number, hash: string): void {
    const anchor = this.#anchors.get(seq)
    if (anchor && anchor.hash !== hash) {
      const message = `entry ${seq} had another hash on ${anchor.at}: the chain was written anew somewhere from entry ${this.#anchored + 1} on`
      this.#fail('rewritten', this.#anchored + 1, message)
      return
    }
    if (anchor) this.#anchored = seq
    this.#seq = seq
    this.#hash = hash
  }

  #found(problem: AuditProblem): void {
    this.#missing = undefined
    this.#problem = { ...problem, kind: 'reordered', message: `entry ${problem.seq} stands behind later ones` }
  }

  #fail(kind: AuditProblem['kind'], seq: number, message: string): void {
    const position = kind === 'truncated' ? this.#records + 1 : this.#records
    this.#problem = { kind, seq, position, message }
  }
}

/** Verifies records that are at hand. */
export function verifyAudit(records: Iterable<KeptRecord>, anchors: readonly Anchor[] = []): AuditReport {
  const verifier = new AuditVerifier(anchors)
  for (const record of records) verifier.add(record)
  return verifier.finish()
}
