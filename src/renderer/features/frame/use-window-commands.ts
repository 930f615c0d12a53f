import { useEffect, useEffectEvent } from 'react'
import {
  COMMANDS_PLEASE,
  type CommandsPlease,
  isWindowCommandMessage,
  type WindowCommand,
} from '../../../shared/contract/window-port.ts'
import { useServices } from '../../state/services.ts'
import { isModalOpen } from '../../ui/is-modal-open.ts'
import { takeBackInFocus } from '../../ui/take-back-in-focus.ts'
import type { FrameDoings } from './use-frame-actions.ts'

/** Does what the menu of the Electron shell asks for. */
export function useWindowCommands({ showKeys, showPalette }: Pick<FrameDoings, 'showKeys' | 'showPalette'>): void {
  const { navigation, exports, settings, toasts } = useServices()
  const show = useEffectEvent((what: 'keys' | 'palette') => (what === 'keys' ? showKeys() : showPalette()))
  useEffect(() => {
    const run = (command: WindowCommand): void => {
      // Also in a form that is open in front: what is taken back is what was written there.
      if (command === 'undo' || command === 'redo') return takeBackInFocus(command)
      // As with the keys of the window: a form that is open would go with its screen, with all that stands in it.
      if (isModalOpen() && !command.startsWith('theme-')) {
        toasts.say('Close what is open in front first.')
        return
      }
      switch (command) {
        case 'go-inbox':
          return navigation.go({ screen: 'inbox' })
        case 'go-sync':
          return navigation.go({ screen: 'sync' })
        case 'go-time':
          return navigation.go({ screen: 'time' })
        case 'go-earnings':
          return navigation.go({ screen: 'earnings' })
        case 'go-settings':
          return navigation.go({ screen: 'settings' })
        case 'export-timesheet':
          navigation.go({ screen: 'time' })
          void exports.make()
          return
        case 'show-palette':
          return show('palette')
        case 'show-keys':
          return show('keys')
        case 'theme-system':
          return settings.change({ theme: 'system' })
        case 'theme-light':
          return settings.change({ theme: 'light' })
        case 'theme-dark':
          return settings.change({ theme: 'dark' })
        case 'theme-night':
          return settings.change({ theme: 'night' })
        case 'theme-sunlight':
          return settings.change({ theme: 'sunlight' })
      }
    }
    const hear = (event: MessageEvent): void => {
      if (event.source === window && isWindowCommandMessage(event.data)) run(event.data.command)
    }
    window.addEventListener('message', hear)
    if ('understudy' in window) {
      const message: CommandsPlease = { type: COMMANDS_PLEASE }
      window.postMessage(message, window.origin === 'null' ? '*' : window.origin)
    }
    return () => window.removeEventListener('message', hear)
  }, [navigation, exports, settings, toasts])
}
