/** What a sender said, to the letter: text, whatever it looks like. */
import type { Database } from '../../../db/database.ts'
import { notFound } from '../../../kit/problem.ts'
import { type Route, route } from '../../../kit/route.ts'
import { oneAlert } from '../desk/routes.ts'
import { findAlert } from '../show/store.ts'
import { requestAbout } from './store.ts'

export const requestRoute = ({ db }: { readonly db: Database }): Route =>
  route({
    method: 'GET',
    path: '/api/v1/alerts/:alert/requests/:request',
    summary: 'A request that said something about an alert, as it came',
    access: oneAlert({ db }, 'alert:read'),
    handle: async ({ params }) => {
      const alert = await findAlert(db, params.alert!)
      const raw = alert && (await requestAbout(db, alert.id, params.request!))
      if (!raw) return notFound('request', params.request!)
      return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: raw }
    },
  })
