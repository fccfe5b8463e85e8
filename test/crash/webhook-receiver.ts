/** Whoever is told of alerts: takes notifications, a little slowly, and keeps when each came under which name. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { Chance } from './random.ts'

/** One notification of one alert, as it came. */
export interface Heard {
  readonly at: number
  /** The name of the delivery, the same for every attempt. */
  readonly id: string
  readonly alert: string
  readonly status: 'firing' | 'resolved'
  /** Its sender was gone before it was answered. */
  cut: boolean
}

interface Body {
  readonly alerts: readonly {
    readonly status: 'firing' | 'resolved'
    readonly labels: Readonly<Record<string, string>>
  }[]
}

export async function webhookReceiver(chance: Chance): Promise<{ url: string; heard: readonly Heard[] }> {
  const heard: Heard[] = []
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    try {
      for await (const piece of request) pieces.push(piece as Buffer)
    } catch {
      // Its sender died in the middle of it.
      return
    }
    const at = Date.now()
    const id = String(request.headers['idempotency-key'])
    const { alerts } = JSON.parse(Buffer.concat(pieces).toString()) as Body
    // Its end may have come with its last bytes, before anybody listens for it.
    const cut = request.socket.destroyed || request.socket.readableEnded
    const said = alerts.map(({ status, labels }): Heard => ({ at, id, alert: labels.n!, status, cut }))
    heard.push(...said)
    const isGone = () => {
      for (const each of said) each.cut = true
    }
    for (const end of ['end', 'close']) request.socket.once(end, isGone)
    await sleep(chance.between(0, 60))
    for (const end of ['end', 'close']) request.socket.off(end, isGone)
    response.writeHead(200).end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, heard }
}
