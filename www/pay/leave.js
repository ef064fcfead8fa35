// Goes on to the bank at once. Without it the shopper presses the button.
document.getElementById("leave").submit();
