/** What is done with the audit: note something, verify all of it, keep an anchor outside of the database. */
import { type FileHandle, open, readFile } from 'node:fs/promises'
import type { Database } from '../db/database.ts'
import type { Actor } from '../kit/route.ts'
import { type Anchor, type AnchorFile, type AnchorVerdict, anchorLine, decideAnchor, readAnchors } from './anchor.ts'
import type { ChainEnd } from './entry.ts'
import { appendAudit, auditEnd, auditRecord, auditRecords } from './store.ts'
import { type AuditReport, AuditVerifier } from './verify.ts'

/** Notes what somebody did, in the transaction in which it is done: for features that take such a function. */
export async function note(
  tx: Database,
  by: Actor | { readonly id: string; readonly name: string },
  action: string,
  subject: string,
  after: object,
): Promise<void> {
  const actor = 'kind' in by ? by : { kind: kindOf(by.id), ...by }
  await appendAudit(tx, [{ actor, action, subject: { kind: action.split('.')[0]!, id: subject }, after }])
}

/** Identifiers begin with what they are of; one that does not is a part of the server itself. */
const kindOf = (id: string): 'user' | 'runner' | 'integration' | 'system' =>
  (['user', 'runner', 'integration'] as const).find((kind) => id.startsWith(`${kind}_`)) ?? 'system'

/** Verifies the whole chain as it is now. Others go on appending meanwhile; what they add is not looked at. */
export async function verifyStored(
  db: Database,
  anchors: readonly Anchor[],
  signal?: AbortSignal,
): Promise<AuditReport> {
  const verifier = new AuditVerifier(anchors)
  const { seq } = await auditEnd(db)
  for await (const records of auditRecords(db, 1, seq)) {
    signal?.throwIfAborted()
    for (const record of records) verifier.add(record)
  }
  return verifier.finish()
}

/** The anchors of a file; one that is not there has none. */
export async function readAnchorFile(path: string): Promise<AnchorFile> {
  try {
    return readAnchors(await readFile(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { anchors: [], problems: [] }
    throw error
  }
}

/** Where the chain to be anchored can be asked: the database, or a server. */
export interface AnchoredChain {
  readonly end: () => Promise<ChainEnd>
  /** Hash of an entry, undefined when there is none of this number. */
  readonly hashOf: (seq: number) => Promise<string | undefined>
}

export const storedChain = (db: Database): AnchoredChain => ({
  end: () => auditEnd(db),
  hashOf: async (seq) => (await auditRecord(db, seq))?.hash,
})

/**
 * Appends the chain's end to the anchor file, on disk when this resolves. A chain that is shorter than, or other than, what the file has
 * seen is not anchored but told: anchoring it would hide what happened.
 */
export async function extendAnchors(path: string, chain: AnchoredChain, now: Date): Promise<AnchorVerdict> {
  const { anchors } = await readAnchorFile(path)
  const last = anchors.at(-1)
  const end = await chain.end()
  const verdict = decideAnchor(anchors, end)
  if (verdict.do === 'alarm') return verdict
  if (last && (await chain.hashOf(last.seq)) !== last.hash) return { do: 'alarm', why: 'other-hash', anchor: last }
  if (verdict.do === 'append') await appendLine(path, anchorLine({ ...end, at: now.toISOString() }))
  return verdict
}

async function appendLine(path: string, line: string): Promise<void> {
  const file = await open(path, 'a+', 0o600)
  try {
    // What a crash tore off stays, on a line of its own.
    const torn = await endsTorn(file)
    await file.appendFile((torn ? '\n' : '') + line)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function endsTorn(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat()
  if (size === 0) return false
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer.toString() !== '\n'
}
