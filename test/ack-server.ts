import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { closeServer } from '../src/http/close-server.ts'
import { buildServer } from '../src/http/server.ts'
import { receiveAlerts } from '../src/response/incident/alert/actions.ts'
import { actToken, type TokenAct } from '../src/response/page/ack/act-token.ts'
import { ackRoutes } from '../src/response/page/ack/routes.ts'
import { openPages } from '../src/response/page/store.ts'
import { pagingDesk } from './paging-desk.ts'

const PAGING = {
  policies: {
    default: {
      steps: [{ notify: [{ user: 'ana' }, { user: 'cy' }] }, { notify: [{ user: 'ben' }] }],
      fallback: [{ user: 'boss' }],
    },
  },
}

/** The pages behind links on a server that listens, with an incident that pages Ana and Cy. */
export async function ackServer(title = 'Checkout answers 5xx for 7 % of all orders, limit 2 %') {
  const paging = await pagingDesk(PAGING, { people: ['ana', 'ben', 'cy', 'boss'] })
  const { desk, db, settle } = paging
  const annotations = { impact: 'Customers in the EU cannot pay; orders of the last minutes are lost' }
  const labels = { alertname: 'CheckoutFails', service: 'checkout' }
  const telling: typeof desk.telling = async () => ({ summary: title, labels, annotations })
  const server = buildServer({
    ...{ routes: ackRoutes(Object.assign(desk, { telling })), capacity: 100, secure: false, trustedProxies: [] },
    authentication: { user: async () => ({ reason: 'missing' }), runner: async () => ({ reason: 'missing' }) },
    hosts: { names: new Set(['127.0.0.1']) },
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(() => closeServer(server, 200))
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  const alert = { id: 'a1', summary: title, severity: 'critical' as const, labels, annotations, group: 'g' }
  const { incident } = await receiveAlerts(desk.incidents, [alert], { rules: [], reopenWithinMs: 600_000 })
  await settle()
  const pages = await openPages(db, incident!)
  const link = (who: string, act: TokenAct = 'show') =>
    `${url}/a/${actToken(desk.mark, pages.find(({ userId }) => userId === who)!.id, act)}`
  return { ...paging, url, incident: incident!, link }
}
