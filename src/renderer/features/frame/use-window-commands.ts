import { useEffect } from 'react'
import { isWindowCommandMessage, type WindowCommand } from '../../../shared/contract/window-port.ts'
import { useServices } from '../../state/services.ts'

/** Does what the menu of the Electron shell asks for. */
export function useWindowCommands(): void {
  const { navigation, exports } = useServices()
  useEffect(() => {
    const run = (command: WindowCommand): void => {
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
      }
    }
    const hear = (event: MessageEvent): void => {
      if (event.source === window && isWindowCommandMessage(event.data)) run(event.data.command)
    }
    window.addEventListener('message', hear)
    return () => window.removeEventListener('message', hear)
  }, [navigation, exports])
}
