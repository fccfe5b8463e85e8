/** `/t/<token>`: the reader of a test message says that it arrived. Looking at it says nothing: mail scanners look at everything. */
import type { Database } from '../../../../db/database.ts'
import { type Route, type RouteAnswer, route } from '../../../../kit/route.ts'
import { confirmTest } from './actions.ts'

const WHY = 'the secret in the address is for one test message of one person, and all it can do is say that it arrived'

const page = (title: string, rest: string): RouteAnswer['body'] => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<title>${title} · Opsbook</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/setup.css"></head>
<body><main><h1>${title}</h1>
${rest}
</main></body>
</html>
`
const html = (status: number, title: string, rest: string): RouteAnswer => ({
  ...{ status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page(title, rest) },
})

export const proofRoutes = ({ db }: { readonly db: Database }): Route[] => [
  route({
    method: 'GET',
    path: '/t/:token',
    summary: 'Page on which the reader of a test message confirms it',
    access: { kind: 'public', why: WHY },
    handle: async () =>
      html(
        200,
        'A test message',
        '<p>Nothing is broken. Confirm that it reached you.</p>\n<form method="post"><button>I got it</button></form>',
      ),
  }),
  route({
    method: 'POST',
    path: '/t/:token',
    summary: 'Confirms a test message',
    access: { kind: 'public', why: WHY },
    handle: async ({ params }) => {
      const outcome = await confirmTest(db, params.token!)
      if (outcome === 'confirmed') return html(200, 'Thank you', '<p>It is known now that this way reaches you.</p>')
      const why = outcome === 'expired' ? 'This test is too old.' : 'There is no such test.'
      return html(
        outcome === 'expired' ? 410 : 404,
        why,
        '<p>Ask for another one: <code>opsbook contact test</code></p>',
      )
    },
  }),
]
