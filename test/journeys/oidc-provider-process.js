/** A real identity provider on loopback, for the test that starts it. People and their claims come on stdin, a line of JSON each time they change. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { Provider } from 'oidc-provider'

const lines = createInterface({ input: process.stdin })
const [first] = await once(lines, 'line')
const { redirectUri, people } = JSON.parse(first)
let known = people
lines.on('line', (line) => {
  known = JSON.parse(line).people
  process.stdout.write('{"changed":true}\n')
})
lines.on('close', () => process.exit(0))

const server = createServer()
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const issuer = `http://127.0.0.1:${server.address().port}`
const provider = new Provider(issuer, {
  clients: [{ client_id: 'opsbook', client_secret: 'only for this test', redirect_uris: [redirectUri] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
  findAccount: (_context, id) => known[id] && { accountId: id, claims: async () => ({ sub: id, ...known[id] }) },
  cookies: { keys: ['only for this test'] },
})
server.on('request', provider.callback())
process.stdout.write(`${JSON.stringify({ issuer })}\n`)
