// Hands over a picture from the clipboard. It is drawn anew here, so nothing but its pixels leaves the browser.
const EDGE = 1024

async function address(file) {
  const bitmap = await createImageBitmap(file)
  const scale = Math.min(1, EDGE / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement("canvas")
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return canvas.toDataURL("image/png")
}

const isPicture = (type) => type.startsWith("image/")

export default function (component) {
  const { parentElement, setTriggerValue } = component
  const button = parentElement.querySelector("button")
  const status = parentElement.querySelector("span")
  const say = (words) => { status.textContent = words }
  const bring = async (file) => {
    try {
      setTriggerValue("picture", { url: await address(file), at: performance.now() })
      say("")
    } catch {
      say("That is no picture a browser can read.")
    }
  }
  const pasted = (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find((one) => isPicture(one.type))
    if (!file) return // words go where the cursor is, as ever
    event.preventDefault()
    bring(file)
  }
  button.onclick = async () => {
    try {
      for (const entry of await navigator.clipboard.read()) {
        const type = entry.types.find(isPicture)
        if (type) return bring(await entry.getType(type))
      }
      say("The clipboard holds no picture.")
    } catch {
      say("The browser keeps the clipboard to itself: press Ctrl+V instead.")
    }
  }
  document.removeEventListener("paste", parentElement.pasted) // of the run before
  parentElement.pasted = pasted
  document.addEventListener("paste", pasted)
  return () => document.removeEventListener("paste", pasted)
}
