// A box on a picture, in percent. Moves with the pointer, reports when it is let go or a key is lifted.
const SMALLEST = 5
const CORNERS = ["n w", "n m", "n e", "c e", "s e", "s m", "s w", "c w"]

function element(tag, className, text) {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text) node.textContent = text
  return node
}

const within = (value, low, high) => Math.min(high, Math.max(low, value))

// Return the box with its grabbed edges moved; "" moves all of it.
function moved(box, grabbed, dx, dy) {
  const [left, top, right, bottom] = box
  if (!grabbed) {
    const x = within(dx, -left, 100 - right)
    const y = within(dy, -top, 100 - bottom)
    return [left + x, top + y, right + x, bottom + y]
  }
  return [
    grabbed.includes("w") ? within(left + dx, 0, right - SMALLEST) : left,
    grabbed.includes("n") ? within(top + dy, 0, bottom - SMALLEST) : top,
    grabbed.includes("e") ? within(right + dx, left + SMALLEST, 100) : right,
    grabbed.includes("s") ? within(bottom + dy, top + SMALLEST, 100) : bottom,
  ]
}

function place(root) {
  const [left, top, right, bottom] = root.edges
  const style = root.querySelector(".box").style
  style.left = `${left}%`
  style.top = `${top}%`
  style.width = `${right - left}%`
  style.height = `${bottom - top}%`
  const said = root.edges.map(Math.round)
  root.querySelector(".box").setAttribute("aria-label", `Part of the picture: ${said[0]} to ${said[2]} percent across, ${said[1]} to ${said[3]} percent down`)
}

function drag(root, event) {
  const stage = root.querySelector(".stage")
  const size = stage.getBoundingClientRect()
  const start = [...root.edges]
  const grabbed = event.target.dataset.grabbed ?? ""
  const from = [event.clientX, event.clientY]
  const box = root.querySelector(".box")
  event.preventDefault()
  box.setPointerCapture(event.pointerId)
  box.onpointermove = (next) => {
    const dx = ((next.clientX - from[0]) / size.width) * 100
    const dy = ((next.clientY - from[1]) / size.height) * 100
    root.edges = moved(start, grabbed, dx, dy)
    place(root)
  }
  box.onpointerup = box.onpointercancel = () => {
    box.onpointermove = box.onpointerup = box.onpointercancel = null
    root.report()
  }
}

function keys(root, event) {
  const steps = { ArrowLeft: [-2, 0], ArrowRight: [2, 0], ArrowUp: [0, -2], ArrowDown: [0, 2] }
  const step = steps[event.key]
  if (!step) return
  event.preventDefault()
  event.stopPropagation()
  root.edges = moved(root.edges, event.shiftKey ? "s e" : "", ...step)
  place(root)
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".crop")
  if (!root || !data) return
  root.report = () => setTriggerValue("box", { edges: root.edges.map(Math.round), at: performance.now() })
  root.edges = [...data.box]
  if (root.src !== data.src) {
    root.src = data.src
    const stage = element("div", "stage")
    stage.style.setProperty("--own", data.aspect)
    const img = document.createElement("img")
    img.src = data.src
    img.alt = data.alt
    const box = element("div", "box")
    box.tabIndex = 0
    box.setAttribute("role", "group")
    for (const corner of CORNERS) {
      const handle = element("span", `handle ${corner}`)
      handle.dataset.grabbed = corner
      box.append(handle)
    }
    box.onpointerdown = (event) => drag(root, event)
    box.onkeydown = (event) => keys(root, event)
    box.onkeyup = (event) => event.key.startsWith("Arrow") && root.report()
    stage.append(img, box)
    root.style.setProperty("--own", data.aspect)
    root.replaceChildren(stage, element("p", "hint", "Drag the box or its corners. Keys: arrows move it, Shift with arrows resizes it."))
    box.focus({ preventScroll: true }) // it stands at the far end of the page's order of Tab otherwise
  }
  place(root)
}
