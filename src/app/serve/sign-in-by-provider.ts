/** The identity provider of the settings, as the routes of signing in take it. */
import { readFileSync } from 'node:fs'
import type { OidcSettings } from '../../identity/oidc/actions.ts'
import { Secret } from '../../identity/secret.ts'
import type { ServerConfig } from '../server-config.ts'
import { UnreadableSecret } from '../unreadable-secret.ts'

export const OIDC_CALLBACK = '/api/v1/auth/oidc/callback'

/** Undefined where no provider is set. Throws an `UnreadableSecret` where its secret is named but not there. */
export function signInByProvider(
  { oidc, url }: ServerConfig,
  env: Readonly<Record<string, string | undefined>>,
): { name: string; settings: OidcSettings } | undefined {
  if (!oidc || url === undefined) return undefined
  const { name, issuer, clientId, scope, groupsClaim, roles, defaultRole, linkByEmail } = oidc
  return {
    name,
    settings: {
      ...{ clientId, scope, redirectUri: url + OIDC_CALLBACK },
      ...(oidc.clientSecret === undefined ? {} : { clientSecret: secretOf(oidc.clientSecret, env) }),
      rules: { issuer, groupsClaim, roles, linkByEmail, defaultRole },
    },
  }
}

function secretOf(reference: string, env: Readonly<Record<string, string | undefined>>): Secret {
  const setting = 'server.oidc.clientSecret'
  const [, kind, place = ''] = /^(env|file):(.*)$/s.exec(reference) ?? []
  const text = kind === 'env' ? env[place] : fileText(setting, place)
  if (text === undefined || text === '')
    throw new UnreadableSecret(setting, `${setting}: there is nothing in ${reference}`)
  return new Secret(text)
}

function fileText(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new UnreadableSecret(setting, `${setting}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
