/** Which addresses of the internet protocol a request of ours may go to. */
import { BlockList, isIP } from 'node:net'

/**
 * Who wrote the address: `settings` are the administrator's, who may mean machines of the own network; `entered` came from somebody who may
 * not decide that (a contact method, a subscription).
 */
export type WrittenBy = 'settings' | 'entered'

type Range = readonly [network: string, prefix: number]

const list = (ranges: readonly Range[]): BlockList => {
  const made = new BlockList()
  for (const [network, prefix] of ranges) made.addSubnet(network, prefix, isIP(network) === 6 ? 'ipv6' : 'ipv4')
  return made
}

/** Hand out credentials to whoever asks from inside a machine of a cloud; no setting opens them. */
const METADATA = list([
  ['169.254.169.254', 32],
  ['169.254.170.2', 32],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['fd00:ec2::254', 128],
  ['fd20:ce::254', 128],
])

/** Not one machine: unspecified ("this one" for many systems), multicast, broadcast, reserved. */
const NO_MACHINE = list([
  ['0.0.0.0', 8],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['ff00::', 8],
])

const LINK_LOCAL = list([
  ['169.254.0.0', 16],
  ['fe80::', 10],
  ['fec0::', 10],
])

/** Ourselves, networks of one's own, and ranges the registry of special addresses (RFC 6890) gives to no public machine. */
const PRIVATE = list([
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['::1', 128],
  ['fc00::', 7],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
  ['5f00::', 16],
])

const covers = (ranges: BlockList, address: string) => ranges.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** What is wrong with connecting to an address; undefined when nothing is. `allow` are ranges the settings open: `10.1.0.0/16`, `::1`. */
export function whyNotTo(address: string, writtenBy: WrittenBy, allow: readonly string[]): string | undefined {
  const plain = address.replace(/%.*$/, '')
  if (isIP(plain) === 0) return `${address} is no address`
  const inner = isIP(plain) === 6 ? embedded(plain) : undefined
  // An address that carries another one inside leads to that one, through whatever translates it.
  if (inner !== undefined) return whyNotTo(inner, writtenBy, allow)
  if (covers(METADATA, plain)) return `${plain} is an address of a cloud's metadata`
  if (covers(NO_MACHINE, plain)) return `${plain} is not the address of one machine`
  if (covers(list(allow.map(rangeOf)), plain)) return undefined
  if (covers(LINK_LOCAL, plain)) return `${plain} is a link-local address`
  if (writtenBy === 'entered' && covers(PRIVATE, plain)) return `${plain} is an address of a private network`
  return undefined
}

function rangeOf(text: string): Range {
  const [network, prefix] = text.split('/')
  return [network!, prefix === undefined ? (isIP(network!) === 6 ? 128 : 32) : Number(prefix)]
}

/** The address of version 4 inside one of version 6: mapped, compatible, NAT64 (RFC 6052), 6to4 (RFC 3056). */
function embedded(address: string): string | undefined {
  const groups = groupsOf(address)
  const four = (high: number, low: number) => [high >> 8, high & 255, low >> 8, low & 255].join('.')
  const starts = (...head: number[]) => head.every((group, at) => groups[at] === group)
  const last = () => four(groups[6]!, groups[7]!)
  if (starts(0, 0, 0, 0, 0, 0xffff) || starts(0, 0, 0, 0, 0xffff, 0) || starts(0x64, 0xff9b, 0, 0, 0, 0)) return last()
  if (starts(0x64, 0xff9b, 1)) return last()
  if (starts(0, 0, 0, 0, 0, 0) && (groups[6]! > 0 || groups[7]! > 1)) return last()
  return starts(0x2002) ? four(groups[1]!, groups[2]!) : undefined
}

/** The eight groups of an address of version 6 that is known to be one. */
function groupsOf(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const pair = (high: string, low: string) => ((Number(high) << 8) | Number(low)).toString(16)
  const text = dotted ? `${dotted[1]}${pair(dotted[2]!, dotted[3]!)}:${pair(dotted[4]!, dotted[5]!)}` : address
  const [head = '', tail] = text.split('::')
  const read = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  const [front, back] = [read(head), tail === undefined ? [] : read(tail)]
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back]
}
