import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useEffect } from 'react'
import { SignInPage } from '../features/sign-in/sign-in-page.tsx'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Loading } from '../ui/loading.tsx'
import { resumeActs } from './acts.ts'
import { startLive } from './live.ts'
import { PAGES } from './pages.ts'
import { fits, usePlace } from './place.ts'
import { useSession } from './session.ts'
import { Shell } from './shell.tsx'

/** Who is nobody signs in and comes back to the same address; everybody else gets the page the address names. */
export function App() {
  const client = useQueryClient()
  const { data: session, error, refetch } = useSession()
  useEffect(() => {
    const signedOut = () => void client.invalidateQueries({ queryKey: ['session'] })
    addEventListener('opsbook:signed-out', signedOut)
    return () => removeEventListener('opsbook:signed-out', signedOut)
  }, [client])
  const person = session?.user.id
  useEffect(() => {
    if (person === undefined) return
    resumeActs(person)
    return startLive(client)
  }, [client, person])
  if (session === null) return <SignInPage />
  if (session === undefined) return error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : <Loading />
  return (
    <Shell>
      <CurrentPage />
    </Shell>
  )
}

function CurrentPage() {
  const { pathname } = usePlace()
  for (const { path, title, Page } of PAGES) {
    const params = fits(path, pathname)
    if (!params) continue
    return (
      <ErrorBoundary key={pathname}>
        <Suspense fallback={<Loading />}>
          <Titled title={title} />
          <Page params={params} />
        </Suspense>
      </ErrorBoundary>
    )
  }
  return <ErrorNote title="There is no such page" error={new Error(`Nothing is at ${pathname}.`)} />
}

function Titled({ title }: { title: string }) {
  return <title>{`${title} · Opsbook`}</title>
}
