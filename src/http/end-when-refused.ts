/** Looks again and again whether whoever reads a stream still may: sessions grow old and rights are taken away while it runs. */
import type { ServerResponse } from 'node:http'

/** Soon, because a right may have ended between its check and the beginning of the stream; later seldom, because changes are announced. */
const FIRST_AFTER_MS = 1_000
const EVERY_MS = 10_000

/** Cuts the answer off when it is no longer allowed; cut off, so that half of something does not look like all of it. */
export function endWhenRefused(response: ServerResponse, isStillAllowed: () => Promise<boolean>): void {
  let timer = setTimeout(look, FIRST_AFTER_MS)
  response.once('close', () => clearTimeout(timer))
  async function look() {
    // A store in trouble has not said no.
    if (!(await isStillAllowed().catch(() => true))) response.destroy()
    else if (!response.closed) timer = setTimeout(look, EVERY_MS)
  }
}
