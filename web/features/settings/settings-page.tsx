import { useState } from 'react'
import { useSend } from '../../api/use-send.ts'
import { useSession } from '../../app/session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Choice, Field } from '../../ui/field.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { type Tab, Tabs, useTab } from '../../ui/tabs.tsx'
import { Sessions } from './sessions.tsx'
import { Tokens } from './tokens.tsx'

const TABS: readonly Tab[] = [
  { id: 'device', label: 'This device' },
  { id: 'sessions', label: 'Sessions' },
  { id: 'tokens', label: 'API tokens' },
  { id: 'password', label: 'Password' },
]

/** What is one's own: how this device shows things, where one is signed in, tokens, the password. */
export function SettingsPage() {
  const { data: session } = useSession()
  const tab = useTab(TABS)
  return (
    <>
      <PageHeader
        title="Settings"
        about={session ? `${session.user.name} (${session.user.login}), ${session.user.role}` : undefined}
        actions={<SignOut />}
      />
      <Tabs tabs={TABS} label="Settings" />
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`}>
        {tab === 'device' ? <Device /> : null}
        {tab === 'sessions' ? <Sessions /> : null}
        {tab === 'tokens' ? <Tokens permissions={session?.permissions ?? []} /> : null}
        {tab === 'password' ? <Password /> : null}
      </div>
    </>
  )
}

function SignOut() {
  const send = useSend(['session'], () => location.assign('/'))
  return (
    <button
      type="button"
      className="button"
      disabled={send.isPending}
      onClick={() => {
        try {
          localStorage.removeItem('opsbook.acts')
        } catch {
          // Nothing was kept, then.
        }
        send.mutate({ path: '/api/v1/auth/logout' })
      }}
    >
      Sign out
    </button>
  )
}

const THEMES = [
  { value: '', label: 'As the system says' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

function Device() {
  const [theme, setTheme] = useState(() => document.documentElement.dataset.theme ?? '')
  return (
    <Choice
      label="Colours"
      value={theme}
      options={THEMES}
      onChange={(value) => {
        setTheme(value)
        if (value === '') delete document.documentElement.dataset.theme
        else document.documentElement.dataset.theme = value
        try {
          localStorage.setItem('opsbook.theme', value)
        } catch {
          // It holds as long as this page does.
        }
      }}
    />
  )
}

function Password() {
  const [said, setSaid] = useState('')
  const send = useSend<{ sessionsEnded: number }>(['session'], ({ sessionsEnded }) =>
    setSaid(`Changed. ${sessionsEnded === 1 ? '1 other session' : `${sessionsEnded} other sessions`} ended.`),
  )
  return (
    <form
      className="narrow"
      onSubmit={(event) => {
        event.preventDefault()
        setSaid('')
        const fields = new FormData(event.currentTarget)
        send.mutate({
          path: '/api/v1/auth/password',
          body: { current: fields.get('current'), next: fields.get('next') },
        })
      }}
    >
      <Field label="Password now" name="current" type="password" autoComplete="current-password" required />
      <Field
        label="New password"
        name="next"
        type="password"
        autoComplete="new-password"
        required
        about="All your other sessions end."
      />
      {send.error ? <ErrorNote error={send.error} /> : null}
      <p role="status">{said}</p>
      <button type="submit" className="button button-primary" disabled={send.isPending}>
        Change it
      </button>
    </form>
  )
}
