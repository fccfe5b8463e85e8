/** Opening files that nobody has vouched for: bounded, never blocking, never following what a name pretends to be. */
import { constants, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { UnreadableCode } from '../unreadable.ts'

export type Source = { ok: true; bytes: Uint8Array } | { ok: false; code: UnreadableCode; fact: string }

/** Largest file that is taken for a page, in bytes. */
export const MAX_PAGE_BYTES = 5_000_000

/**
 * Reads a whole file if it is a regular file of at most `maxBytes`. The size is looked at before anything is read, and
 * a pipe or a device is recognised without waiting for its other end.
 */
export async function readSource(path: string, maxBytes: number): Promise<Source> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
    const stats = await handle.stat()
    if (!stats.isFile()) return { ok: false, code: 'RB006', fact: fileType(stats) }
    if (stats.size > maxBytes) return tooLarge(stats.size, maxBytes)
    return await readBounded(handle, stats.size, maxBytes)
  } catch (error) {
    return failureOf(error)
  } finally {
    await handle?.close()
  }
}

/** Reads to the end even when the file grows or its size is not known beforehand, but never past the limit. */
async function readBounded(handle: FileHandle, size: number, maxBytes: number): Promise<Source> {
  const bytes = new Uint8Array(Math.min(Math.max(size, 1) + 1, maxBytes + 1))
  let length = 0
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, null)
    if (bytesRead === 0) return { ok: true, bytes: bytes.subarray(0, length) }
    length += bytesRead
  }
  if (length > maxBytes) return tooLarge(length, maxBytes)
  return { ok: false, code: 'RB012', fact: 'it grew while it was read' }
}

function tooLarge(size: number, maxBytes: number): Source {
  return { ok: false, code: 'RB004', fact: `${megabytes(size)} MB, at most ${megabytes(maxBytes)} MB` }
}

const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1).replace(/\.0$/, '')

/** What a thing that is not a file is, in words. */
export function fileType(stats: Pick<Stats, 'isDirectory' | 'isFIFO' | 'isSocket'>): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a named pipe'
  return stats.isSocket() ? 'a socket' : 'a device'
}

/** The code for an error of the operating system. Errors without a system code are bugs and thrown on. */
export function failureOf(error: unknown): { ok: false; code: UnreadableCode; fact: string } {
  const code = (error as NodeJS.ErrnoException).code
  if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) throw error
  if (code === 'EACCES' || code === 'EPERM') return { ok: false, code: 'RB005', fact: code }
  if (code === 'ELOOP') return { ok: false, code: 'RB007', fact: 'it leads back to itself' }
  // Opening a socket fails with ENXIO before it can be looked at.
  if (code === 'ENXIO') return { ok: false, code: 'RB006', fact: 'a socket or a device' }
  return { ok: false, code: 'RB012', fact: code }
}
