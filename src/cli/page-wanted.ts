/** `docs/RUNBOOK.md#restart` as a filter of runs: the page, or the end of its path, and a procedure where one is named. */
export function pageWanted(text: string): { file: string; procedure: string | undefined } {
  const [file = '', procedure] = text.replace(/^\.\//, '').split('#')
  return { file, procedure }
}
