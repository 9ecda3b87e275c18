// The camera as a reader of QR codes: the phone's own detector where there is one, else a library fetched for it.
import { texts } from '@tongxing/shared'
import { useEffect, useRef, useState } from 'preact/hooks'

export const t = texts(
  {
    aim: '把屏幕上的二维码放进框内',
    looking: '正在打开相机',
    refused: '相机没有打开，请在手机设置中允许，或改为输入数字码。',
  },
  {
    aim: 'Put the QR code on the screen inside the frame',
    looking: 'Opening the camera',
    refused: 'The camera did not open. Allow it in the phone’s settings, or type the digits.',
  },
)

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>
}

type Look = (video: HTMLVideoElement) => Promise<string | undefined>

async function detector(): Promise<Look> {
  const native = (globalThis as { BarcodeDetector?: { new (o: object): Detector; getSupportedFormats(): Promise<string[]> } })
    .BarcodeDetector
  if (native && (await native.getSupportedFormats().catch(() => [] as string[])).includes('qr_code')) {
    const d = new native({ formats: ['qr_code'] })
    return async (video) => (await d.detect(video))[0]?.rawValue
  }
  const { default: decode } = await import('jsqr')
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d', { willReadFrequently: true })!
  return async (video) => {
    // Half a megapixel is enough for a code that fills the frame, and quick on an old phone.
    const scale = Math.min(1, 720 / Math.max(video.videoWidth, video.videoHeight))
    canvas.width = Math.round(video.videoWidth * scale)
    canvas.height = Math.round(video.videoHeight * scale)
    if (!canvas.width) return undefined
    pen.drawImage(video, 0, 0, canvas.width, canvas.height)
    const image = pen.getImageData(0, 0, canvas.width, canvas.height)
    return decode(image.data, image.width, image.height, { inversionAttempts: 'dontInvert' })?.data
  }
}

/** Scanner calls found with each new code it sees; failed when there is no camera. */
export function Scanner({ found, failed }: { found: (text: string) => void; failed: (why: string) => void }) {
  const video = useRef<HTMLVideoElement>(null)
  const [ready, setReady] = useState(false)
  const call = useRef(found)
  call.current = found
  useEffect(() => {
    let stream: MediaStream | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let gone = false
    let last = ''
    const begin = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false })
      if (gone || !video.current) return stream.getTracks().forEach((track) => track.stop())
      video.current.srcObject = stream
      await video.current.play()
      setReady(true)
      const look = await detector()
      const round = async () => {
        if (gone || !video.current) return
        const text = await look(video.current).catch(() => undefined)
        if (text && text !== last) call.current((last = text))
        timer = setTimeout(() => void round(), 150)
      }
      await round()
    }
    begin().catch(() => !gone && failed(t.refused))
    return () => {
      gone = true
      clearTimeout(timer)
      stream?.getTracks().forEach((track) => track.stop())
    }
  }, [])
  return (
    <>
      <div class="camera">
        <video ref={video} muted playsInline aria-label={t.aim} />
      </div>
      <p class="note" role="status">
        {ready ? t.aim : t.looking}
      </p>
    </>
  )
}
