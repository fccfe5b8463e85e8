/** The process as the commands see it: passed in, so that a test can be another one. */
export interface Stream {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
}

/** Where a person types; absent where nothing can be asked. */
export type Keyboard = NodeJS.ReadableStream & { isTTY?: boolean }

export interface World {
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  stdin?: Keyboard
  stdout: Stream
  stderr: Stream
}

/** The real one. A reader that goes away (`opsbook check | head`), or a terminal that is closed, ends the output, quietly. */
export function processWorld(): World {
  // A closed terminal is the end of what is typed, and no reason to leave a run without its end.
  process.stdin.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EIO') throw error
  })
  return {
    cwd: process.cwd(),
    env: process.env,
    stdin: process.stdin,
    stdout: untilClosed(process.stdout),
    stderr: untilClosed(process.stderr),
  }
}

function untilClosed(stream: NodeJS.WriteStream): Stream {
  let open = true
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
    open = false
  })
  return {
    write: (text) => open && stream.write(text),
    isTTY: stream.isTTY === true,
    ...(stream.columns === undefined ? {} : { columns: stream.columns }),
  }
}
