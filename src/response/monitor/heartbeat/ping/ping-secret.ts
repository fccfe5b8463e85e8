/** The secret in the address that a job calls. It follows from the server's key, so it can be shown again; the table knows its hash alone. */
import { createHash } from 'node:crypto'

export type Mark = (text: string, purpose: string) => Uint8Array

/** 192 bits. */
const LENGTH = 32
const SECRET = /^[A-Za-z0-9_-]{32}$/

export const pingSecret = (mark: Mark, id: string, turn: number): string =>
  Buffer.from(mark(`${id} ${turn}`, 'heartbeat'))
    .toString('base64url')
    .slice(0, LENGTH)

export const pingSecretHash = (secret: string): Buffer => createHash('sha256').update(secret).digest()

export const isPingSecret = (text: string): boolean => SECRET.test(text)
