/** Writing a mended page back: whole or not at all, and only over the text that was mended. */
import { randomBytes } from 'node:crypto'
import { chmod, chown, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { decodePage, encodeWide } from '../decode-page.ts'
import { MAX_PAGE_BYTES, readSource } from '../source/actions.ts'

/** `changed` tells a page that someone edited meanwhile from one that the system would not let be written. */
export type Written = { ok: true } | { ok: false; changed: boolean; reason: string }

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]

/**
 * Replaces a page if it still reads `before`. The new text goes to a file beside it, is flushed to disk and then takes
 * its name, so a reader sees the old page or the new one. Mode, owner, encoding and byte order mark stay.
 */
export async function replacePage(path: string, before: string, after: string): Promise<Written> {
  const source = await readSource(path, MAX_PAGE_BYTES)
  const decoded = source.ok ? decodePage(source.bytes) : source
  if (!source.ok || !decoded.ok) return { ok: false, changed: true, reason: 'it can no longer be read' }
  if (decoded.text !== before)
    return { ok: false, changed: true, reason: 'it was changed while it was checked; nothing was written' }
  const marked = BYTE_ORDER_MARK.every((byte, index) => source.bytes[index] === byte)
  // A link stays a link: what it leads to is replaced.
  const target = await realpath(path)
  const { mode, uid, gid } = await stat(target)
  const beside = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    const handle = await open(beside, 'wx', 0o600)
    try {
      await handle.writeFile(decoded.wide ? encodeWide(after, decoded.wide) : marked ? `\ufeff${after}` : after, 'utf8')
      await handle.sync()
    } finally {
      await handle.close()
    }
    // Only root may give files away; for anyone else the page was theirs or the change of owner is refused.
    await chown(beside, uid, gid).catch(() => {})
    await chmod(beside, mode & 0o7777)
    await rename(beside, target)
    return { ok: true }
  } catch (error) {
    await rm(beside, { force: true })
    return { ok: false, changed: false, reason: (error as NodeJS.ErrnoException).code ?? String(error) }
  }
}
