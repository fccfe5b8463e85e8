import { createHash, randomBytes } from 'node:crypto'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'

/**
 * A key for an integration: 32 letters and digits, because PagerDuty's clients refuse anything else as a routing key; 160 bits of
 * chance. Shown once, stored as its hash.
 */
export const newIntegrationKey = (): string => Array.from(randomBytes(32), (byte) => LETTERS[byte & 31]).join('')

/** What is stored and looked up. The key is random, so a plain hash is enough. */
export const integrationKeyHash = (key: string): Buffer => createHash('sha256').update(key).digest()

/** Whether a text has the form of a key, so that it is not kept or shown as anything else. */
export const isIntegrationKey = (text: string): boolean => /^[a-z2-7]{32}$/.test(text)
