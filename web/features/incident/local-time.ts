const two = (number: number): string => String(number).padStart(2, '0')

/** An instant as a field of the browser for date and time has it: in the reader's zone, to the second. */
export function toLocalTime(instant: string | Date): string {
  const at = new Date(instant)
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

/** The instant such a field says; undefined where it says none. */
export function fromLocalTime(text: string): string | undefined {
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}
