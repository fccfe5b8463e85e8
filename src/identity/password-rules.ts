/** Which passwords are taken. Length is what counts; what an attacker tries first is refused. */

export const SHORTEST_PASSWORD = 12
const LONGEST_PASSWORD = 256
const FEWEST_LETTERS = 5

/** What is known about the person and would be tried first. */
export interface PasswordOwner {
  readonly name: string
  readonly email?: string | undefined
}

/** First guesses that are long enough to pass otherwise. */
const COMMON = ['password', 'passwort', 'qwertyuiop', '1234567890', 'letmein', 'changeme', 'administrator', 'opsbook']

/** Why a password is refused, in words for the one who typed it; undefined when it is taken. */
export function passwordProblem(password: string, { name, email }: PasswordOwner): string | undefined {
  const length = [...password].length
  if (length < SHORTEST_PASSWORD) return `a password has at least ${SHORTEST_PASSWORD} characters, this one ${length}`
  if (length > LONGEST_PASSWORD) return `a password has at most ${LONGEST_PASSWORD} characters, this one ${length}`
  const plain = foldPassword(password)
  const own = [name, email ?? '', (email ?? '').split('@')[0]!].map(foldPassword).filter((part) => part.length >= 3)
  if (own.some((part) => restWithout(plain, part) < SHORTEST_PASSWORD / 2))
    return 'a password must not be made of your name or address'
  if (new Set(plain).size < FEWEST_LETTERS) return `a password has at least ${FEWEST_LETTERS} different characters`
  if (COMMON.some((part) => restWithout(plain, part) < SHORTEST_PASSWORD / 2))
    return 'this password is among the first that are tried'
  return undefined
}

/** The same password typed on another keyboard has the same bytes. */
export const normalPassword = (password: string): string => password.normalize('NFC')

const foldPassword = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')

/** How many characters are left when a guessable part is taken out; a part that is not there leaves enough. */
const restWithout = (text: string, part: string): number =>
  text.includes(part) ? [...text.replaceAll(part, '')].length : Number.POSITIVE_INFINITY
