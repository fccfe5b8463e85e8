import { z } from 'zod'

/** A setting that names where a secret lies; it holds the secret itself once it has been read. */
export const secretReference = z.string().regex(/^(?:env|file):./, 'a secret is written as env:NAME or file:PATH')

/** Address of a provider's interface. Others than the usual one are for compatible providers and for tests. */
export const providerUrl = z
  .string()
  .regex(/^https?:\/\/[^\s?#@]+$/, 'an address is written like https://api.example.org')
  .transform((url) => url.replace(/\/+$/, ''))
