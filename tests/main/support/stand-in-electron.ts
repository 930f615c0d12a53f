import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { NtExecutable, NtExecutableResource, Resource } from 'resedit'

/**
 * Folders that look enough like an unpacked Electron for electron-builder to pack a desk into them. What is packed, and
 * which fuses are set, can be seen without the real thing.
 */
export type Target = 'linux' | 'win' | 'mac'

/** Stands before the fuses in Electron's binary (electronjs.org/docs/latest/tutorial/fuses). */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** As Electron comes: run as Node, NODE_OPTIONS, inspector and file privileges on, all that protects off. */
const FUSES = '101100011'
const WIRE = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, FUSES.length]), Buffer.from(FUSES)])

const PLIST = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>CFBundleName</key><string>Electron</string></dict></plist>
`
const HELPERS = ['', ' (Renderer)', ' (GPU)', ' (Plugin)'].map((kind) => `Electron Helper${kind}`)

export function makeStandIn(folder: string, target: Target): void {
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content, { mode: 0o755 })
  }
  write('version', '45.4.1')
  write('LICENSE', 'stand-in')
  write('LICENSES.chromium.html', 'stand-in')
  if (target === 'linux') write('electron', Buffer.concat([Buffer.from('\u007fELF'), WIRE]))
  if (target === 'win') write('electron.exe', Buffer.concat([windowsExecutable(), WIRE]))
  if (target !== 'mac') {
    write('locales/en-GB.pak', '')
    mkdirSync(join(folder, 'resources'), { recursive: true })
    return
  }
  const contents = 'Electron.app/Contents'
  write(`${contents}/Info.plist`, PLIST)
  write(`${contents}/MacOS/Electron`, 'stand-in')
  write(`${contents}/Frameworks/Electron Framework.framework/Electron Framework`, WIRE)
  mkdirSync(join(folder, contents, 'Resources'), { recursive: true })
  for (const helper of HELPERS) {
    write(`${contents}/Frameworks/${helper}.app/Contents/Info.plist`, PLIST)
    write(`${contents}/Frameworks/${helper}.app/Contents/MacOS/${helper}`, 'stand-in')
  }
}

/** An empty program with as much of a description as the packer wants to change. */
function windowsExecutable(): Buffer {
  const executable = NtExecutable.createEmpty(false, false)
  const resources = NtExecutableResource.from(executable)
  const version = Resource.VersionInfo.createEmpty()
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron' })
  version.outputToResourceEntries(resources.entries)
  resources.outputResource(executable)
  return Buffer.from(executable.generate())
}

/** The fuses of a packed program, in Electron's order, as `1`, `0` or `r` for removed. */
export function readFuses(file: string): string {
  const bytes = readFileSync(file)
  const at = bytes.indexOf(SENTINEL) + SENTINEL.length
  return bytes.subarray(at + 2, at + 2 + (bytes[at + 1] ?? 0)).toString()
}
