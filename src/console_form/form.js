const status = document.getElementById('status');
let clearing;
function copyByCommand(value) {
  const area = document.createElement('textarea');
  area.value = value;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  return isCopied;
}
async function copy(value) {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return copyByCommand(value);
  }
}
for (const button of document.querySelectorAll('button[data-value]')) {
  button.addEventListener('click', async () => {
    const isCopied = await copy(decodeURIComponent(button.dataset.value));
    button.focus();
    button.textContent = isCopied ? 'Copied' : 'Failed';
    status.textContent = isCopied ? `${button.dataset.label} copied` : 'The value could not be copied; select it instead';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
    clearTimeout(clearing);
    clearing = setTimeout(() => {
      status.textContent = '';
    }, 2000);
  });
}
