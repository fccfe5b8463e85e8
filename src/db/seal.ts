/** Secrets at rest: AES-256-GCM under one key that is never in the database. Without the key nothing can be read, and says so. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { DatabaseRefusal } from './embedded/database-refusal.ts'

export interface Seal {
  /** `purpose` is bound to the result: what was sealed for one use cannot be opened for another. */
  readonly close: (text: string, purpose: string) => string
  /** Throws when the key is another one or the text was changed. */
  readonly open: (sealed: string, purpose: string) => string
  /** 32 bytes that follow from a text and from nothing else but the key: the same on every replica, not to be guessed without it. */
  readonly mark: (text: string, purpose: string) => Buffer
}

const PREFIX = 'v1.'

/** A seal of a key of 32 bytes. */
export function sealOf(key: Uint8Array): Seal {
  // A key for one use each: what is marked says nothing about what is sealed.
  const marking = createHmac('sha256', key).update('opsbook marks').digest()
  return {
    close: (text, purpose) => {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    open: (sealed, purpose) => {
      const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url')
      if (!sealed.startsWith(PREFIX) || bytes.length < 28) throw new Error('this is not a sealed secret')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(purpose))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
    mark: (text, purpose) => createHmac('sha256', marking).update(`${purpose}\0${text}`).digest(),
  }
}

/**
 * The key of this installation: `OPSBOOK_SECRET_KEY_FILE` (needed where several replicas share a database), else a file beside the embedded
 * database, made at the first start. Throws `database/secret-key`.
 */
export async function secretKey(
  env: Readonly<Record<string, string | undefined>>,
  besideDatabase: string | undefined,
): Promise<Uint8Array> {
  const named = env.OPSBOOK_SECRET_KEY_FILE
  if (named !== undefined) return readKey(named)
  if (besideDatabase === undefined)
    throw noKey('OPSBOOK_SECRET_KEY_FILE is not set, and there is no data folder to keep a key in', 'a new key')
  try {
    const file = await open(besideDatabase, 'wx', 0o600)
    await file.writeFile(`${randomBytes(32).toString('base64')}\n`)
    await file.sync()
    await file.close()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw noKey((error as Error).message, besideDatabase)
  }
  return readKey(besideDatabase)
}

function readKey(path: string): Uint8Array {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw noKey((error as Error).message, path)
  }
  const key = Buffer.from(text, 'base64')
  if (key.length !== 32) throw noKey('it does not hold 32 bytes as base64', path)
  return key
}

const noKey = (reason: string, path: string) =>
  new DatabaseRefusal({
    code: 'database/secret-key',
    message: `the key of the stored secrets (${path}) cannot be used: ${reason}`,
    hint: 'Make one with: openssl rand -base64 32; all replicas need the same, and losing it loses the secrets',
  })
