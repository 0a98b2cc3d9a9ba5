"""The form in Streamlit: ``streamlit run streamlit_form.py``."""

import streamlit as st
from fields import FIELDS, HEARD, INTRODUCTION, TITLE

st.title(TITLE)
st.write(INTRODUCTION)
heard = st.empty()
answers = {}
for kind, label, options in FIELDS:
    if kind == "line":
        answers[label] = st.text_input(label)
    elif kind == "text":
        answers[label] = st.text_area(label)
    elif kind == "choice":
        answers[label] = st.selectbox(label, options)
    elif kind == "number":
        answers[label] = st.number_input(label, step=1)
    else:
        answers[label] = st.checkbox(label)
heard.write(HEARD + str(answers[FIELDS[0][1]]))
