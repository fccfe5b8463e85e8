/** ntfy as its manual describes it (docs.ntfy.sh/publish): JSON to publish at the root, strict about what is in it. */
import { z } from 'zod'
import { demand, httpStandIn, type Received } from './http-stand-in.ts'

const action = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('view'), label: z.string().min(1), url: z.url(), clear: z.boolean().optional() }),
  z.strictObject({
    ...{ action: z.literal('http'), label: z.string().min(1), url: z.url(), method: z.enum(['POST', 'PUT', 'GET']) },
    ...{
      headers: z.record(z.string(), z.string()).optional(),
      body: z.string().optional(),
      clear: z.boolean().optional(),
    },
  }),
])
const publish = z.strictObject({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  title: z.string().optional(),
  message: z.string().refine((text) => Buffer.byteLength(text) <= 4_096, 'would become an attachment'),
  priority: z.int().min(1).max(5).optional(),
  tags: z.array(z.string()).optional(),
  click: z.url().optional(),
  actions: z.array(action).max(3).optional(),
})
type Published = z.infer<typeof publish>

/** What stands on the phone. */
export function shownByNtfy(body: string): string {
  const { title, message, priority, tags = [], click, actions = [] } = publish.parse(JSON.parse(body))
  const buttons = actions.map((each) => `[${each.label}]${each.action === 'http' ? ` sends ${each.method}` : ''}`)
  return [`(${priority}) ${tags.join(' ')} ${title}`, message, ...buttons, click && `tap: ${click}`]
    .filter(Boolean)
    .join('\n')
}

/** `press` does what the phone does with a button. */
export async function ntfyStandIn(authorization: string | undefined) {
  const messages: Published[] = []
  const answer = ({ method, path, headers, body }: Received) => {
    if (headers.authorization !== authorization)
      return { status: 401, json: { code: 40101, http: 401, error: 'unauthorized' } }
    demand(method === 'POST' && path === '/', `publish as JSON goes to the root, not ${method} ${path}`)
    messages.push(publish.parse(JSON.parse(body.toString())))
    const { topic } = messages.at(-1)!
    return { status: 200, json: { id: `id${messages.length}`, time: 1_893_499_200, event: 'message', topic } }
  }
  const press = (label: string) => {
    const found = messages.at(-1)?.actions?.find((each) => each.label === label)
    demand(found?.action === 'http', `there is no button ${label}`)
    const { url, method, headers = {}, body = null } = found
    return fetch(url, { method, headers, body })
  }
  return { ...(await httpStandIn(answer)), messages, press }
}
