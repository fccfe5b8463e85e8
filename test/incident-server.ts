import { onTestFinished } from 'vitest'
import type { Authentication } from '../src/http/authentication.ts'
import { closeServer } from '../src/http/close-server.ts'
import { buildServer } from '../src/http/server.ts'
import { permissionsOf } from '../src/kit/permission.ts'
import { changesBetween } from '../src/response/alert/change-event/store.ts'
import { incidentBook } from '../src/response/incident/incident-book.ts'
import { incidentRoutes } from '../src/response/incident/routes.ts'
import { incidentDesk, user } from './incident-desk.ts'
import { bookOf } from './repository-of.ts'

/** People are named by their token; Vera only looks on. */
const AUTHENTICATION: Authentication = {
  user: async ({ headers }) => {
    const name = headers.authorization?.replace('Bearer ', '')
    if (!name) return { reason: 'missing' }
    return { actor: user(name), permissions: permissionsOf(name === 'Vera' ? 'viewer' : 'responder') }
  },
  runner: async () => ({ reason: 'missing' }),
}

/** The routes of incidents on a server of their own, with a book, alerts `a…` and one run. */
export async function incidentServer(pages: Readonly<Record<string, string>>) {
  const book = incidentBook(bookOf(pages))
  const { desk } = await incidentDesk(book.policy)
  const labels = { alertname: 'CheckoutSlow', namespace: 'prod' }
  const routes = incidentRoutes({
    ...desk,
    book: () => book,
    person: async (name) => (name === 'ben' ? { id: 'ben', name: 'Ben' } : undefined),
    alerts: async (ids) =>
      ids.filter((id) => id.startsWith('a')).map((id) => ({ id, summary: `alert ${id}`, labels, annotations: {} })),
    changes: (asked) => changesBetween(desk.db, asked),
    run: async (id) => (id === 'run_1' ? { procedure: 'docs/shop.md#restart-the-checkout' } : undefined),
  })
  const app = buildServer({
    ...{ routes, authentication: AUTHENTICATION, capacity: 100, secure: false, trustedProxies: [] },
    hosts: { names: new Set() },
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  })
  // A client that keeps its connection must not keep the test.
  onTestFinished(() => closeServer(app, 200))
  return { app, desk, routes }
}
