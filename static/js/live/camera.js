// The phone's camera as a scanner: by the browser's own reader where it has one, else by one of our own house.

import { words } from "./parts.js";

let running = null;
let isWanted = false; // a second press while the camera is being opened takes the wish back

async function reader() {
  if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const { decodeQR } = await import("../../npm/qr/decode.js");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    context.drawImage(video, 0, 0);
    try {
      return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return ""; // no code in this picture
    }
  };
}

export async function camera(video, found, failed) {
  if (isWanted) return stop(video);
  isWanted = true;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    if (!isWanted || running) return stream.getTracks().forEach((track) => track.stop());
    running = stream;
    const read = await reader();
    if (!running) return;
    video.srcObject = running;
    video.hidden = false;
    await video.play();
    watch(video, read, found);
  } catch {
    if (!isWanted) return; // taken back meanwhile
    stop(video);
    failed(words("no_camera"));
  }
}

export function stop(video) {
  running?.getTracks().forEach((track) => track.stop());
  running = null;
  isWanted = false;
  video.srcObject = null;
  video.hidden = true;
}

async function watch(video, read, found) {
  if (!running) return;
  const text = video.videoWidth ? await read(video).catch(() => "") : "";
  if (!running) return; // put off while it looked
  if (text) {
    stop(video);
    found(text);
  } else setTimeout(() => watch(video, read, found), 150);
}
