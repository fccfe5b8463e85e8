import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask } from '../../api/client.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Icon } from '../../ui/icon.tsx'
import './sign-in.css'

interface Methods {
  readonly password: boolean
  readonly oidc: string | null
  readonly setUp: boolean
}

/** Signing in, at whatever address somebody came to; they stay there. */
export function SignInPage() {
  const client = useQueryClient()
  const methods = useQuery({ queryKey: ['sign-in'], queryFn: () => ask<Methods>('/api/v1/auth/methods') })
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const signIn = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    setBusy(true)
    setError(undefined)
    try {
      const body = { login: fields.get('login'), password: fields.get('password'), keep: 'cookie' }
      await ask('/api/v1/auth/login', { method: 'POST', body })
      await client.invalidateQueries()
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  const byProvider = async () => {
    try {
      const query = new URLSearchParams({ returnTo: `${location.pathname}${location.search}` })
      const { url } = await ask<{ url: string }>(`/api/v1/auth/oidc/start?${query}`, { method: 'POST', body: {} })
      location.assign(url)
    } catch (problem) {
      setError(problem)
    }
  }
  return (
    <main className="sign-in">
      <title>Sign in · Opsbook</title>
      <h1>
        <Icon name="mark" /> Opsbook
      </h1>
      {methods.data?.setUp === false ? (
        <p className="note note-warning">
          There is no account yet. The server printed a one-time link when it started; open it to make the
          administrator.
        </p>
      ) : null}
      {methods.data?.oidc ? (
        <>
          <button type="button" className="button button-primary" onClick={() => void byProvider()}>
            {methods.data.oidc}
          </button>
          <p className="quiet">or with a password</p>
        </>
      ) : null}
      <form onSubmit={(event) => void signIn(event)}>
        <div className="field">
          <label htmlFor="login">Login</label>
          <input id="login" name="login" autoComplete="username" autoCapitalize="none" spellCheck={false} required />
        </div>
        <div className="field">
          <label htmlFor="password">Password</label>
          <input id="password" name="password" type="password" autoComplete="current-password" required />
        </div>
        <button type="submit" className="button button-primary" aria-busy={isBusy} disabled={isBusy}>
          {isBusy ? 'One moment…' : 'Sign in'}
        </button>
      </form>
      {error === undefined ? null : <ErrorNote error={error} />}
    </main>
  )
}
