// Alerts as Prometheus posts them, about 550 bytes each.

/** What stands for a number in the text of an alert, how many digits it has and what it counts round. */
const MARKS = [
  { mark: '#########', round: 1e9 },
  { mark: '@@', round: 50 },
  { mark: '~', round: 7 },
]

/** One alert; its number, its kind and its cluster are marks. */
const alert = (endsAt) =>
  JSON.stringify({
    labels: {
      alertname: 'DiskFilling@@',
      cluster: 'cluster-~',
      instance: 'host-#########.example:9100',
      job: 'node',
      severity: 'warning',
    },
    annotations: {
      summary: 'Something is wrong with the disk of host #########',
      description: 'The disk has been filling up for a while and will be full soon, look at it. ',
      runbook_url: 'https://runbooks.example/node/disk-is-filling-up',
    },
    startsAt: '2026-01-01T00:00:00.000Z',
    endsAt,
    generatorURL: 'http://prometheus.example/graph?g0.expr=node_filesystem_avail_bytes+%3C+10&g0.tab=1',
  })

/**
 * A function from the number of the first alert to the bytes of a request with `size` of them. They are the same bytes each time, with other
 * digits: a template has one request under way. An alert with the same number is the same alert; there are 350 groups of them.
 */
export function postTemplate({ url, headers, size }) {
  const endsAt = new Date(Date.now() + 600_000).toISOString()
  const one = alert(endsAt)
  const body = `[${Array(size).fill(one).join(',')}]`
  const { host, pathname } = new URL(url)
  const lines = { host, 'content-type': 'application/json', 'content-length': body.length, ...headers }
  const head = `POST ${pathname} HTTP/1.1\r\n${Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`
  const bytes = Buffer.from(head + body, 'latin1')
  const marks = MARKS.flatMap(({ mark, round }) =>
    placesOf(mark, one).map((at) => ({ at, round, digits: mark.length })),
  )
  return (first) => {
    for (let index = 0; index < size; index += 1) {
      const start = head.length + 1 + index * (one.length + 1)
      for (const { at, round, digits } of marks) {
        let rest = (first + index) % round
        for (let digit = digits - 1; digit >= 0; digit -= 1) {
          bytes[start + at + digit] = 48 + (rest % 10)
          rest = Math.floor(rest / 10)
        }
      }
    }
    return bytes
  }
}

function placesOf(mark, text) {
  const places = []
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) places.push(at)
  return places
}
