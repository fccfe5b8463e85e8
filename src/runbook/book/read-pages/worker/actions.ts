/** The program of the worker thread of `readPages`: reads the pages it is handed and sends them back in one piece. */
import { parentPort, workerData } from 'node:worker_threads'
import { readPage } from '../../parse/read-page.ts'
import type { PageSource } from '../actions.ts'

parentPort?.postMessage((workerData as PageSource[]).map(({ file, text }) => readPage(file, text)))
