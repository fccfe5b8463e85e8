const PRIME = 1_099_511_628_211n
const START = 14_695_981_039_346_656_037n

/**
 * A number for a try of a step, made of its marks. The shell sets it as the soft limit of file locks, which Linux keeps
 * and does not look at: it goes over to every process the step starts, even one without environment, outputs and parent,
 * and anybody may read it.
 */
export function stepNumber(session: string, mark: string): string {
  let hash = START
  for (const byte of Buffer.from(`${session} ${mark}`, 'utf8')) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME)
  // A limit has 63 bits, and the highest of them means none.
  return String((hash >> 4n) + 1n)
}
